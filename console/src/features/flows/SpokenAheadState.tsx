import { Button, Progress } from "@mantine/core";
import { Link } from "react-router";
import { useFlowWords } from "@/components/flows/words";
import classes from "./Form.module.css";
import type { SpokenAhead } from "./spoken-ahead";

/** How far the speaking ahead has come, and what callers would not hear. */
export function SpokenAheadState({ ahead, again }: { ahead: SpokenAhead | null; again: () => void }) {
  const f = useFlowWords();
  if (ahead === null || ahead.total === 0) return null;
  const { total, done, failed, running, unspoken } = ahead;
  const said = running ? f("publish.speaking", { done: done + failed, total }) : f("publish.spoken", { count: done });
  return (
    <section className={classes.rows} aria-label={f("publish.voices")} data-testid="spoken-ahead">
      {(running || failed === 0) && (
        <span className={classes.spoken} role="status" data-running={running}>
          {said}
        </span>
      )}
      {running && <Progress value={((done + failed) / total) * 100} aria-label={f("publish.voices")} />}
      {failed > 0 && (
        <div className={classes.faults} role="alert" data-testid="unspoken">
          <strong>{f("publish.unspoken", { count: failed, total })}</strong>
          <span>{f("publish.unspokenHint")}</span>
          <ul className={classes.unspoken}>
            {unspoken.map(({ language, text }) => (
              <li key={`${language} ${text}`} lang={language}>
                {text}
              </li>
            ))}
          </ul>
          <span className={classes.adders}>
            <Button size="compact-xs" variant="default" disabled={running} onClick={again}>
              {f("publish.speakAgain")}
            </Button>
            <Button size="compact-xs" variant="default" component={Link} to="/prompts/speech">
              {f("publish.toVoices")}
            </Button>
          </span>
        </div>
      )}
    </section>
  );
}

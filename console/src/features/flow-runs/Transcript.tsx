import { Button, UnstyledButton } from "@mantine/core";
import type { FlowDocument } from "@/components/flows/document";
import { askedText, endText, useRunWords } from "@/components/flows/run-words";
import { useListen } from "./listen";
import classes from "./Runs.module.css";
import type { Run } from "./scenario";

interface TranscriptProps {
  document: FlowDocument;
  run: Run | null;
  onStep: (stepId: string) => void;
}

/** What a caller hears, step by step. */
export function Transcript({ document, run, onStep }: TranscriptProps) {
  const r = useRunWords();
  const listen = useListen();
  const label = (flowId: string, stepId: string) =>
    (flowId === document.id && document.steps.find((step) => step.id === stepId)?.label) || stepId;
  return (
    <section className={classes.part} aria-label={r("walk.title")}>
      <h3>{r("walk.title")}</h3>
      {run === null && <p>{r("walk.nothing")}</p>}
      {run !== null && (
        <ol className={classes.walk} data-testid="walk">
          {run.visits.map((visit, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a walk comes to the same step again
            <li key={place}>
              {visit.flow_id === document.id ? (
                <UnstyledButton onClick={() => onStep(visit.step_id)}>
                  <strong>{label(visit.flow_id, visit.step_id)}</strong>
                </UnstyledButton>
              ) : (
                <strong>{`${visit.flow_id} › ${visit.step_id}`}</strong>
              )}
              {visit.said.map((text, line) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice
                <p key={line} className={classes.row}>
                  <span className={classes.grow}>{text}</span>
                  <Button size="compact-xs" variant="default" onClick={() => listen(text, run.language)}>
                    {r("walk.listen")}
                  </Button>
                </p>
              ))}
              {visit.asked.length > 0 && (
                <p>{r("walk.asked", { what: visit.asked.map((one) => askedText(one, r)).join(", ") })}</p>
              )}
              {visit.pressed && <p>{r("walk.pressed", { keys: visit.pressed })}</p>}
            </li>
          ))}
        </ol>
      )}
      {run !== null && (
        <output data-testid="walk-end">
          {run.ended ? r("walk.ended", { how: endText(run.ended, r) }) : r("walk.waiting")}
          {" · "}
          {r("walk.took", { seconds: Math.round(run.seconds) })}
        </output>
      )}
    </section>
  );
}

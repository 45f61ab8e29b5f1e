import { CheckIcon } from "@/components/icons";
import classes from "./Cases.module.css";
import { useCaseWords } from "./case-words";
import type { CaseDetail } from "./cases";

const marks = ["reported", "result", "check", "finding", "closed"] as const;

/** The four never-misses as a line, and in words what is missing before the case may be closed. */
export function CaseProgress({ detail }: { detail: CaseDetail }) {
  const c = useCaseWords();
  const { missing, row } = detail;
  const done = (mark: (typeof marks)[number]) =>
    mark === "reported" || (mark === "closed" ? row.state === "closed" : !missing.includes(mark));
  const next = marks.find((mark) => !done(mark));
  return (
    <div className={classes.progress}>
      <ol aria-label={c("progress")} data-testid="case-progress">
        {marks.map((mark) => (
          <li key={mark} data-done={done(mark) || undefined} aria-current={mark === next ? "step" : undefined}>
            <span className={classes.dot}>
              {done(mark) && <CheckIcon size={13} role="img" aria-label={c("done")} />}
            </span>
            {c(`mark.${mark}`)}
          </li>
        ))}
      </ol>
      {missing.length > 0 && (
        <p className={classes.missing} data-testid="case-missing">
          {c("missing", { what: missing.map((fact) => c(`needs.${fact}`)).join(c("comma")) })}
        </p>
      )}
    </div>
  );
}

import { Link } from "react-router";
import { CaseAge, CaseDue, CaseStateMark } from "./CaseMarks";
import classes from "./Cases.module.css";
import type { CaseLine } from "./cases";

/** Cases in a narrow column. Each opens beside the call with `open`, else as a page. */
export function CaseList({ rows, open }: { rows: CaseLine[]; open?: (id: string) => void }) {
  return (
    <ul className={classes.list}>
      {rows.map((line) => (
        <li key={line.id}>
          {open ? (
            <button type="button" className={classes.line} onClick={() => open(line.id)} data-testid="open-case">
              <Lines line={line} />
            </button>
          ) : (
            <Link to={`/cases/${line.id}`} className={classes.line} data-testid="open-case">
              <Lines line={line} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Lines({ line }: { line: CaseLine }) {
  return (
    <>
      <span className={classes.subject}>
        <span className={classes.number}>{line.number}</span> {line.subject}
      </span>
      <span className={classes.lineMarks}>
        <CaseStateMark state={line.state} />
        <CaseDue line={line} />
        <CaseAge line={line} />
      </span>
    </>
  );
}

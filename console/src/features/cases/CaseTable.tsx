import { Link, useNavigate } from "react-router";
import { CaseAge, CaseDue, CaseStateMark, PriorityMark } from "@/components/cases/CaseMarks";
import { useCaseWords } from "@/components/cases/case-words";
import type { CaseLine } from "@/components/cases/cases";
import { PhoneNumber } from "@/components/PhoneNumber";
import classes from "./CasesPage.module.css";

export function CaseTable({ rows }: { rows: CaseLine[] }) {
  const c = useCaseWords();
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{c("title")}</caption>
      <thead>
        <tr>
          <th scope="col">{c("number")}</th>
          <th scope="col">{c("subject")}</th>
          <th scope="col">{c("customer")}</th>
          <th scope="col">{c("stateFilter")}</th>
          <th scope="col">{c("due")}</th>
          <th scope="col">{c("priorityField")}</th>
          <th scope="col">{c("owner")}</th>
          <th scope="col">{c("reportedAt")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((line) => (
          <Row key={line.id} line={line} />
        ))}
      </tbody>
    </table>
  );
}

/** The number is the link; a click anywhere on the line follows it. */
function Row({ line }: { line: CaseLine }) {
  const c = useCaseWords();
  const navigate = useNavigate();
  const to = `/cases/${line.id}`;
  return (
    <tr className={classes.row} onClick={() => void navigate(to)} data-testid="case-row">
      <td className="tabular nowrap">
        <Link to={to} className="quiet-link" onClick={(event) => event.stopPropagation()}>
          {line.number}
        </Link>
      </td>
      <td className={classes.subject}>
        <span className={classes.main}>{line.subject}</span>
        <span className={classes.sub}>{c(`kind.${line.kind}`)}</span>
      </td>
      <td className="nowrap">{line.customer_name || <PhoneNumber number={line.caller_number} />}</td>
      <td>
        <CaseStateMark state={line.state} />
      </td>
      <td>
        <CaseDue line={line} />
      </td>
      <td>
        <PriorityMark priority={line.priority} />
      </td>
      <td className="nowrap">{line.owner_name || <span className="dim">{c("nobody")}</span>}</td>
      <td>
        <CaseAge line={line} />
      </td>
    </tr>
  );
}

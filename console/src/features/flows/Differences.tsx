import { Fragment } from "react";
import { usePlaceName } from "@/components/flows/naming";
import { useFlowWords } from "@/components/flows/words";
import { Failure, Loading } from "@/components/Notice";
import classes from "./Differences.module.css";
import { type Change, useDifferences } from "./flow-api";

interface DifferencesProps {
  flowId: string;
  before: string;
  after: string;
}

/** What is different between two versions, step by step. */
export function Differences({ flowId, before, after }: DifferencesProps) {
  const f = useFlowWords();
  const { data, error, refetch } = useDifferences(flowId, before, after, before !== after);
  if (before === after) return <p className="dim">{f("versions.same")}</p>;
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return <p className="dim">{f("versions.same")}</p>;
  const byStep = new Map<string, Change[]>();
  for (const change of data) byStep.set(change.step_id, [...(byStep.get(change.step_id) ?? []), change]);
  return (
    <ul className={classes.list} data-testid="differences">
      {[...byStep].map(([stepId, changes]) => (
        <li key={stepId} className={classes.step}>
          <h4 className={classes.title}>{stepId === "" ? f("change.flow") : `${f("change.step")} ${stepId}`}</h4>
          <dl className={classes.changes}>
            {changes.map((change) => (
              <OneChange key={`${change.where} ${change.kind}`} change={change} />
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function OneChange({ change }: { change: Change }) {
  const f = useFlowWords();
  const placeName = usePlaceName();
  const place = placeName(change.where);
  return (
    <Fragment>
      <dt className={classes.place}>
        <span className={classes.kind} data-kind={change.kind}>
          {f(`change.${change.kind}`)}
        </span>{" "}
        {place}
      </dt>
      <dd className={classes.values}>
        {change.kind !== "added" && <del>{shown(change.before)}</del>}
        {change.kind !== "removed" && <ins>{shown(change.after)}</ins>}
      </dd>
    </Fragment>
  );
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

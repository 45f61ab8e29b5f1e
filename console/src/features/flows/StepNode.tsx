import { Handle, type Node, type NodeProps, Position, useUpdateNodeInternals } from "@xyflow/react";
import { memo, useEffect } from "react";
import { Link } from "react-router";
import type { FlowStep } from "@/components/flows/document";
import { useExitName } from "@/components/flows/naming";
import { stepIcon } from "@/components/flows/step-icons";
import type { StepStatistics } from "@/components/flows/tools";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import classes from "./Canvas.module.css";
import { catalog, outcomesOf } from "./catalog";
import { FaultIcon, StartIcon } from "./icons";

export interface StepData extends Record<string, unknown> {
  step: FlowStep;
  isStart: boolean;
  faults: number;
  /** Outcomes with a fault of their own. */
  faulty: string[];
  walk: "now" | "before" | "";
  figures: StepStatistics | undefined;
  readOnly: boolean;
}

export type StepNodeType = Node<StepData, "step">;

/** A step on the canvas: what it is, and a handle for each exit. */
export const StepNode = memo(function StepNode({ id, data, selected }: NodeProps<StepNodeType>) {
  const { step, isStart, faults, faulty, walk, figures, readOnly } = data;
  const f = useFlowWords();
  const label = useCodeLabel();
  const exitName = useExitName();
  const update = useUpdateNodeInternals();
  const outcomes = outcomesOf(step);
  const optional = new Set(catalog.get(step.type)?.optional);
  const Icon = stepIcon(step.type);
  const shape = outcomes.join(" ");
  useEffect(() => {
    if (shape !== undefined) update(id);
  }, [id, shape, update]);
  return (
    <div className={classes.node} data-picked={selected} data-walk={walk} data-faulty={faults > 0} data-node={id}>
      <Handle type="target" position={Position.Left} id="in" isConnectable={!readOnly} />
      <div className={classes.nodeHead}>
        <Icon size={18} aria-hidden />
        <span className={classes.nodeWords}>
          <span className={classes.nodeName}>{step.label || label("type", step.type)}</span>
          <span className={classes.nodeType}>{step.label ? label("type", step.type) : step.id}</span>
        </span>
        {isStart && (
          <span className={classes.startMark} title={f("canvas.start")}>
            <StartIcon size={14} aria-hidden />
          </span>
        )}
        {faults > 0 && (
          <span className={classes.faultMark} title={f("list.faults", { count: faults })}>
            <FaultIcon size={14} aria-hidden /> {faults}
          </span>
        )}
      </div>
      {figures && (
        <div className={classes.figures}>
          {figures.callsHref ? (
            <Link to={figures.callsHref} title={f("canvas.calls")} className="nodrag">
              {f("canvas.entries", { count: figures.entries })}
            </Link>
          ) : (
            <span>{f("canvas.entries", { count: figures.entries })}</span>
          )}
          {figures.secondsAverage !== null && (
            <span>{f("canvas.seconds", { seconds: Math.round(figures.secondsAverage) })}</span>
          )}
          {figures.hangUps > 0 && <span>{f("canvas.hangUps", { count: figures.hangUps })}</span>}
        </div>
      )}
      {outcomes.map((outcome) => (
        <div
          key={outcome}
          className={classes.exit}
          data-faulty={faulty.includes(outcome)}
          data-optional={optional.has(outcome) && !step.next?.[outcome]}
        >
          <span className={classes.exitName}>{exitName(step, outcome)}</span>
          {figures && <span className={classes.exitCount}>{figures.exits[outcome] ?? 0}</span>}
          <Handle type="source" position={Position.Right} id={outcome} isConnectable={!readOnly} />
        </div>
      ))}
    </div>
  );
});

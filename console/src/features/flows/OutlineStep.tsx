import { ActionIcon, Menu } from "@mantine/core";
import { type KeyboardEvent, useId } from "react";
import type { FlowDocument, FlowStep } from "@/components/flows/document";
import { useStepName } from "@/components/flows/naming";
import { stepIcon } from "@/components/flows/step-icons";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { useEditorContext } from "./editor-context";
import { ClosedIcon, CopyIcon, DownIcon, FaultIcon, MoreIcon, OpenIcon, RemoveIcon, StartIcon, UpIcon } from "./icons";
import { clip } from "./model";
import classes from "./Outline.module.css";
import { StepForm } from "./StepForm";

interface OutlineStepProps {
  step: FlowStep;
  document: FlowDocument;
  place: number;
  isOpen: boolean;
  isPicked: boolean;
  toggle: () => void;
  remove: () => void;
  move: (by: -1 | 1) => void;
  focusAt: (place: number) => void;
}

/** One step of the outline: a heading that opens it, what can be done with it, and its form. */
export function OutlineStep(props: OutlineStepProps) {
  const { step, document, place, isOpen, isPicked, toggle, remove, move, focusAt } = props;
  const f = useFlowWords();
  const label = useCodeLabel();
  const stepName = useStepName();
  const { store, byStep, path, statistics } = useEditorContext();
  const body = useId();
  const faults = byStep.get(step.id)?.length ?? 0;
  const Icon = stepIcon(step.type);
  const name = stepName(step);
  const figures = statistics?.steps.get(step.id);

  const onKeyDown = (event: KeyboardEvent) => {
    const { key, altKey } = event;
    if (event.ctrlKey || event.metaKey) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const by = key === "ArrowDown" ? 1 : -1;
      if (!altKey) focusAt(place + by);
      else if (!store.readOnly) move(by);
    } else if (key === "Home") focusAt(0);
    else if (key === "End") focusAt(document.steps.length - 1);
    else if (key === "Delete" && !store.readOnly) remove();
    else return;
    event.preventDefault();
  };
  return (
    <li
      className={classes.step}
      data-picked={isPicked}
      data-walked={path.visited.includes(step.id)}
      data-step={step.id}
    >
      <div className={classes.head}>
        <h2 className={classes.heading}>
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={isOpen}
            aria-controls={isOpen ? body : undefined}
            aria-describedby="outline-keys"
            aria-current={path.current === step.id ? "step" : undefined}
            onClick={toggle}
            onKeyDown={onKeyDown}
            data-head={step.id}
          >
            {isOpen ? <OpenIcon size={15} aria-hidden /> : <ClosedIcon size={15} aria-hidden />}
            <Icon size={17} aria-hidden />
            <span className={classes.name}>{name}</span>
            {step.label && <span className={classes.type}>{label("type", step.type)}</span>}
            {document.start === step.id && (
              <span className={classes.mark} data-tone="start">
                <StartIcon size={13} aria-hidden /> {f("canvas.start")}
              </span>
            )}
            {faults > 0 && (
              <span className={classes.mark} data-tone="bad">
                <FaultIcon size={13} aria-hidden /> {f("list.faults", { count: faults })}
              </span>
            )}
            {figures && <span className={classes.type}>{f("canvas.entries", { count: figures.entries })}</span>}
          </button>
        </h2>
        {!store.readOnly && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={f("outline.more", { name })}>
                <MoreIcon size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<UpIcon size={15} aria-hidden />} onClick={() => move(-1)}>
                {f("outline.up")}
              </Menu.Item>
              <Menu.Item leftSection={<DownIcon size={15} aria-hidden />} onClick={() => move(1)}>
                {f("outline.down")}
              </Menu.Item>
              <Menu.Item
                leftSection={<CopyIcon size={15} aria-hidden />}
                onClick={() => store.paste(clip(document, [step.id]))}
              >
                {f("outline.duplicate")}
              </Menu.Item>
              <Menu.Item
                leftSection={<StartIcon size={15} aria-hidden />}
                onClick={() => store.change((now) => ({ ...now, start: step.id }))}
                disabled={document.start === step.id}
              >
                {f("outline.makeStart")}
              </Menu.Item>
              <Menu.Item leftSection={<RemoveIcon size={15} aria-hidden />} onClick={remove}>
                {f("outline.remove")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {isOpen && (
        <div id={body} className={classes.body}>
          <StepForm step={step} document={document} withExits />
        </div>
      )}
    </li>
  );
}

import { ActionIcon, NativeSelect } from "@mantine/core";
import type { FlowDocument, FlowStep } from "@/components/flows/document";
import { useExitName, useStepName } from "@/components/flows/naming";
import { useFlowWords } from "@/components/flows/words";
import { catalog, outcomesOf } from "./catalog";
import { useEditorContext } from "./editor-context";
import classes from "./Form.module.css";
import { GoIcon } from "./icons";
import { connect, stepOf, waysTo } from "./model";
import { Group } from "./Rows";
import { StepMenu } from "./StepMenu";

/** Where a step leads: each exit with a picker of steps, a way to make a new one there, and a way to go there. */
export function ExitList({ step, document }: { step: FlowStep; document: FlowDocument }) {
  const f = useFlowWords();
  const { store, byStep } = useEditorContext();
  const stepName = useStepName();
  const exitName = useExitName();
  const outcomes = outcomesOf(step);
  const optional = new Set(catalog.get(step.type)?.optional);
  const ways = waysTo(document, step.id);
  const open = new Set((byStep.get(step.id) ?? []).map(({ where }) => where));
  return (
    <>
      {outcomes.length > 0 && (
        <Group label={f("outline.exits")}>
          {outcomes.map((outcome) => {
            const target = step.next?.[outcome] ?? "";
            const to = stepOf(document, target);
            const name = exitName(step, outcome);
            return (
              <div key={outcome} className={classes.row}>
                <NativeSelect
                  label={f("outline.leadsTo", { exit: name })}
                  value={target}
                  disabled={store.readOnly}
                  error={open.has(outcome)}
                  data={[
                    { value: "", label: optional.has(outcome) ? f("outline.notNeeded") : f("outline.nowhere") },
                    ...document.steps.map((one) => ({ value: one.id, label: stepName(one) })),
                    ...(target !== "" && !to ? [{ value: target, label: f("form.unknown", { id: target }) }] : []),
                  ]}
                  onChange={(event) => {
                    const chosen = event.currentTarget.value;
                    store.change((now) => connect(now, step.id, outcome, chosen), `${step.id} exit ${outcome}`);
                  }}
                  data-exit={outcome}
                />
                <span className={classes.exitButtons}>
                  {to && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      c="dimmed"
                      size="lg"
                      aria-label={f("outline.go", { name: stepName(to) })}
                      title={f("outline.go", { name: stepName(to) })}
                      onClick={() => store.show(target)}
                      data-testid={`go-${outcome}`}
                    >
                      <GoIcon size={16} aria-hidden />
                    </ActionIcon>
                  )}
                  {!store.readOnly && !to && (
                    <StepMenu
                      label={f("outline.newStep", { exit: name })}
                      testId={`new-at-${outcome}`}
                      choose={(type) => store.add({ type, from: { step: step.id, outcome } })}
                    />
                  )}
                </span>
              </div>
            );
          })}
        </Group>
      )}
      <Group label={f("outline.cameFrom")}>
        {document.start === step.id && <span className={classes.hint}>{f("outline.isStart")}</span>}
        {ways.length === 0 && document.start !== step.id && <span className={classes.hint}>{f("outline.noWay")}</span>}
        <ul className={classes.ways}>
          {ways.map((way) => (
            <li key={`${way.step.id} ${way.outcome}`}>
              <button type="button" className={classes.link} onClick={() => store.show(way.step.id)}>
                {stepName(way.step)} · {exitName(way.step, way.outcome)}
              </button>
            </li>
          ))}
        </ul>
      </Group>
    </>
  );
}

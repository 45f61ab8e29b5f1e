import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { Notice } from "@/components/Notice";
import { useEditorContext } from "./editor-context";
import { ArrangeIcon } from "./icons";
import { inWalkOrder, moveInList } from "./model";
import classes from "./Outline.module.css";
import { OutlineStep } from "./OutlineStep";
import { StepMenu } from "./StepMenu";
import { useEditor } from "./store";

/** The flow as a list: every step, its parameters and its exits, without a pointer. */
export function OutlineEditor() {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { store, say } = useEditorContext();
  const { document, selected, open, reveal } = useEditor(store);
  const list = useRef<HTMLOListElement>(null);
  const seen = useRef(0);

  useEffect(() => {
    if (reveal.count === seen.current || reveal.target === "") return;
    seen.current = reveal.count;
    requestAnimationFrame(() => {
      const head = list.current?.querySelector<HTMLElement>(`[data-head="${CSS.escape(reveal.target)}"]`);
      head?.focus();
      head?.scrollIntoView({ block: "nearest" });
    });
  }, [reveal]);

  const focusAt = (place: number) => {
    const heads = [...(list.current?.querySelectorAll<HTMLElement>("[data-head]") ?? [])];
    heads[Math.max(0, Math.min(place, heads.length - 1))]?.focus();
  };
  const remove = (id: string, place: number) => {
    store.remove([id]);
    say(f("editor.deleted", { count: 1 }));
    requestAnimationFrame(() => focusAt(place));
  };
  const move = (id: string, by: -1 | 1) => {
    store.change((now) => moveInList(now, id, by));
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-head="${CSS.escape(id)}"]`)?.focus());
  };
  const add = (type: string) => {
    store.add({ type });
    say(f("outline.added", { name: label("type", type) }));
  };
  return (
    <section className={classes.outline} aria-label={f("outline.title")} data-testid="outline">
      <div className={classes.bar}>
        {!store.readOnly && <StepMenu wide label={f("outline.add")} choose={add} testId="outline-add" />}
        {!store.readOnly && document.steps.length > 1 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<ArrangeIcon size={15} aria-hidden />}
            onClick={() => store.change(inWalkOrder)}
          >
            {f("outline.order")}
          </Button>
        )}
      </div>
      <p className={classes.hint} id="outline-keys">
        {f("outline.keys")}
      </p>
      {document.steps.length === 0 && <Notice title={f("outline.empty")} hint={f("outline.emptyHint")} />}
      <ol ref={list} className={classes.list}>
        {document.steps.map((step, place) => (
          <OutlineStep
            // biome-ignore lint/suspicious/noArrayIndexKey: a step that is given another id keeps its place, and the focus in it
            key={place}
            step={step}
            document={document}
            place={place}
            isOpen={open.has(step.id)}
            isPicked={selected.includes(step.id)}
            toggle={() => store.toggle(step.id)}
            remove={() => remove(step.id, place)}
            move={(by) => move(step.id, by)}
            focusAt={focusAt}
          />
        ))}
      </ol>
    </section>
  );
}

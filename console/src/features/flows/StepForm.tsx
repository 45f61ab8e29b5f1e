import { Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { FlowDocument, FlowStep } from "@/components/flows/document";
import { namesIn } from "@/components/flows/naming";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { catalog } from "./catalog";
import { ExitList } from "./ExitList";
import { useEditorContext } from "./editor-context";
import classes from "./Form.module.css";
import { useFaultWords } from "./faults";
import { FormContext, type FormSurroundings } from "./form-context";
import { relabel, setParameters } from "./model";
import { SchemaField } from "./SchemaField";
import { useEditor } from "./store";

/** What the fields of a form need: languages, names, choices, faults of this step. */
export function FormPlace({ stepId, children }: { stepId: string; children: ReactNode }) {
  const { store, byStep, options } = useEditorContext();
  const { document } = useEditor(store);
  const words = useFaultWords();
  const surroundings = useMemo<FormSurroundings>(() => {
    const faults = byStep.get(stepId) ?? [];
    return {
      languages: document.languages,
      names: namesIn(
        document,
        options.queues.map(({ id }) => id),
      ),
      options,
      readOnly: store.readOnly,
      flowId: document.id,
      faultAt: (where) => {
        const found = faults.find((fault) => fault.where === where);
        return found && words(found);
      },
    };
  }, [document, byStep, stepId, options, store, words]);
  return <FormContext value={surroundings}>{children}</FormContext>;
}

/** Everything about one step: its name, its parameters, where it leads. The same in outline and beside the canvas. */
export function StepForm({
  step,
  document,
  withExits,
}: {
  step: FlowStep;
  document: FlowDocument;
  withExits: boolean;
}) {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { store, byStep } = useEditorContext();
  const words = useFaultWords();
  const faults = byStep.get(step.id) ?? [];
  const known = catalog.get(step.type);
  const parameters = step.parameters ?? {};
  return (
    <FormPlace stepId={step.id}>
      <div className={classes.form} data-testid="step-form" data-step={step.id}>
        <p className={classes.hint}>{label("about", step.type)}</p>
        {faults.length > 0 && (
          <ul className={classes.faults} aria-label={f("form.faults")}>
            {faults.map((fault) => (
              <li key={`${fault.code} ${fault.where}`}>{words(fault)}</li>
            ))}
          </ul>
        )}
        <TextInput
          label={f("form.label")}
          value={step.label ?? ""}
          placeholder={label("type", step.type)}
          maxLength={200}
          readOnly={store.readOnly}
          autoComplete="off"
          onChange={(event) => {
            const text = event.currentTarget.value;
            store.change((now) => relabel(now, step.id, text), `${step.id} label`);
          }}
          data-testid="step-label"
        />
        <IdField id={step.id} />
        {known?.fields.length === 0 && <p className={classes.hint}>{f("form.noParameters")}</p>}
        {known?.fields.map((field) => (
          <SchemaField
            key={field.name}
            field={field}
            value={parameters[field.name]}
            where={`parameters.${field.name}`}
            set={(value, key) =>
              store.change(
                (now) => setParameters(now, step.id, withValue(now, step.id, field.name, value)),
                key && `${step.id} ${key}`,
              )
            }
          />
        ))}
        {known === undefined && (
          <Textarea label={f("form.promptOther")} value={JSON.stringify(parameters, null, 2)} readOnly autosize />
        )}
        {withExits && <ExitList step={step} document={document} />}
      </div>
    </FormPlace>
  );
}

function withValue(document: FlowDocument, id: string, name: string, value: unknown): Record<string, unknown> {
  const before = document.steps.find((step) => step.id === id)?.parameters ?? {};
  if (value !== undefined && value !== null) return { ...before, [name]: value };
  const { [name]: _, ...others } = before;
  return others;
}

/** Ids are what exits name: written freely, taken over when they are right. */
function IdField({ id }: { id: string }) {
  const f = useFlowWords();
  const { store } = useEditorContext();
  const { document } = useEditor(store);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (id !== "") setText(null);
  }, [id]);
  const written = text ?? id;
  const wrong =
    written !== id && (!/^[a-z0-9_-]{1,64}$/.test(written) || document.steps.some((step) => step.id === written));
  const settle = () => {
    if (!wrong && written !== id) store.rename(id, written);
    setText(null);
  };
  return (
    <TextInput
      label={f("form.id")}
      value={written}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        if (event.key === "Escape") setText(null);
      }}
      error={wrong ? f("form.idTaken") : undefined}
      readOnly={store.readOnly}
      spellCheck={false}
      autoComplete="off"
      classNames={{ input: classes.code }}
      data-testid="step-id"
    />
  );
}

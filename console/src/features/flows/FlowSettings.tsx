import { NativeSelect } from "@mantine/core";
import { useStepName } from "@/components/flows/naming";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { fieldsOf, flowFields } from "./catalog";
import { useEditorContext } from "./editor-context";
import classes from "./Form.module.css";
import { SchemaField } from "./SchemaField";
import { FormPlace } from "./StepForm";
import { useEditor } from "./store";
import { VariablesField } from "./VariablesField";

const PLAIN = ["name", "languages", "zone"];

/** What belongs to the flow and to none of its steps. */
export function FlowSettings() {
  const f = useFlowWords();
  const label = useCodeLabel();
  const stepName = useStepName();
  const { store } = useEditorContext();
  const { document } = useEditor(store);
  const values = document as unknown as Record<string, unknown>;
  const set = (name: string) => (value: unknown, key?: string) =>
    store.change((now) => ({ ...now, [name]: value }), key && `flow ${key}`);
  const fields = flowFields.filter(({ name }) => PLAIN.includes(name));
  const limits = flowFields.find(({ name }) => name === "limits");
  const steps = document.steps.map((step) => ({ value: step.id, label: stepName(step) }));
  return (
    <FormPlace stepId="">
      <div className={classes.form} data-testid="flow-settings">
        {fields.map((field) => (
          <SchemaField
            key={field.name}
            field={field}
            value={values[field.name]}
            set={set(field.name)}
            where={field.name}
          />
        ))}
        <NativeSelect
          label={label("parameter", "start")}
          value={document.start}
          data={steps}
          disabled={store.readOnly}
          onChange={(event) => set("start")(event.currentTarget.value)}
        />
        <NativeSelect
          label={label("parameter", "person")}
          description={label("hint", "person")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={document.person ?? ""}
          data={[{ value: "", label: f("form.none") }, ...steps]}
          disabled={store.readOnly}
          onChange={(event) => set("person")(event.currentTarget.value || null)}
          data-where="person"
        />
        <VariablesField />
        {limits && (
          <fieldset className={classes.group}>
            <legend className={classes.legend}>{label("parameter", "limits")}</legend>
            <LimitFields />
          </fieldset>
        )}
      </div>
    </FormPlace>
  );
}

function LimitFields() {
  const label = useCodeLabel();
  const { store } = useEditorContext();
  const { document } = useEditor(store);
  const values = (document.limits ?? {}) as Record<string, unknown>;
  const field = flowFields.find(({ name }) => name === "limits");
  const named = { steps: label("parameter", "steps"), seconds: label("parameter", "seconds") };
  return field
    ? fieldsOf(field.schema).map((one) => (
        <SchemaField
          key={one.name}
          field={one}
          label={named[one.name as "steps"] ?? one.name}
          value={values[one.name]}
          set={(value, key) => store.change((now) => ({ ...now, limits: { ...now.limits, [one.name]: value } }), key)}
          where={`limits.${one.name}`}
        />
      ))
    : null;
}

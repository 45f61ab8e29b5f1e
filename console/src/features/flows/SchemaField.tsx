import { NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { type Field, resolved, type Schema } from "./catalog";
import { ExpressionField } from "./ExpressionField";
import { useForm, type ValueProps } from "./form-context";
import { ListField } from "./ListField";
import { MapField } from "./MapField";
import { PromptPicker } from "./PromptPicker";
import { PromptsField } from "./PromptsField";
import { TextsField } from "./TextsField";

const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

interface SchemaFieldProps extends Omit<ValueProps, "label" | "description"> {
  field: Field;
  label?: string;
}

/** A named parameter: its word, its help, and whatever input its schema asks for. */
export function SchemaField({ field, label: given, ...props }: SchemaFieldProps) {
  const label = useCodeLabel();
  return (
    <SchemaInput
      {...props}
      label={given ?? label("parameter", field.name)}
      description={label("hint", field.name) || undefined}
      schema={field.schema}
      optional={field.optional}
    />
  );
}

export interface SchemaInputProps extends ValueProps {
  schema: Schema;
  optional?: boolean;
  hiddenLabel?: boolean;
}

/** The input that fits a schema. */
export function SchemaInput(props: SchemaInputProps) {
  const { value, set, where, optional = false, hiddenLabel = false } = props;
  const schema = resolved(props.schema);
  const label = useCodeLabel();
  const { readOnly, faultAt } = useForm();
  const given = value ?? (optional ? null : schema.default);
  const error = faultAt(where);
  const named = hiddenLabel
    ? { "aria-label": props.label }
    : { label: props.label, description: props.description, inputWrapperOrder: ORDER };
  const kind = schema["x-kind"];

  if (kind === "prompts") return <PromptsField {...props} schema={schema} />;
  if (kind === "queue" || kind === "calendar" || kind === "skill" || kind === "flow") {
    return <Picker {...props} kind={kind} />;
  }
  if (kind === "prompt") return <PromptPicker {...props} />;
  if (kind === "expression")
    return <ExpressionField {...props} set={emptied(set, optional)} maxLength={schema.maxLength} />;
  if (kind === "agent") return <AgentField {...props} set={emptied(set, optional)} />;
  if (kind === "template") return <ExpressionField {...props} isTemplate maxLength={schema.maxLength} />;
  if (schema.enum) {
    const data = schema.enum.map((one) => ({ value: String(one), label: label("value", String(one)) }));
    return (
      <NativeSelect
        {...named}
        value={String(given ?? "")}
        onChange={(event) => set(event.currentTarget.value)}
        data={optional ? [{ value: "", label: "" }, ...data] : data}
        disabled={readOnly}
        error={error}
        data-where={where}
      />
    );
  }
  switch (schema.type) {
    case "boolean":
      return (
        <Switch
          label={props.label}
          description={props.description}
          checked={Boolean(given)}
          onChange={(event) => set(event.currentTarget.checked)}
          disabled={readOnly}
          error={error}
          data-where={where}
        />
      );
    case "integer":
    case "number":
      return (
        <NumberInput
          {...named}
          value={typeof given === "number" ? given : ""}
          onChange={(next) => set(next === "" ? (optional ? null : schema.default) : Number(next), where)}
          min={schema.minimum}
          max={schema.maximum}
          clampBehavior="none"
          allowDecimal={schema.type === "number"}
          readOnly={readOnly}
          error={error}
          hideControls
          data-where={where}
        />
      );
    case "object":
      if (isByLanguage(schema)) return <TextsField {...props} schema={schema} />;
      return <MapField {...props} schema={schema} />;
    case "array":
      return <ListField {...props} schema={schema} />;
    default:
      return (
        <TextInput
          {...named}
          value={typeof given === "string" ? given : ""}
          onChange={(event) => emptied(set, optional)(event.currentTarget.value, where)}
          maxLength={schema.maxLength}
          readOnly={readOnly}
          error={error}
          spellCheck={false}
          autoComplete="off"
          data-where={where}
        />
      );
  }
}

/** A text per language. */
function isByLanguage(schema: Schema): boolean {
  return Boolean(schema.propertyNames?.enum?.includes("zh-CN"));
}

/** What may be left out is stored as null when it is emptied. */
function emptied(set: ValueProps["set"], optional: boolean): ValueProps["set"] {
  return optional ? (value, key) => set(value === "" ? null : value, key) : set;
}

const LISTS = { queue: "queues", calendar: "calendars", skill: "skills", flow: "flows" } as const;

function Picker({
  kind,
  label,
  description,
  value,
  set,
  where,
  hiddenLabel,
}: SchemaInputProps & { kind: keyof typeof LISTS }) {
  const f = useFlowWords();
  const { options, readOnly, faultAt, flowId } = useForm();
  const chosen = typeof value === "string" ? value : "";
  const offered = options[LISTS[kind]].filter(({ id }) => kind !== "flow" || id !== flowId);
  const known = offered.map(({ id, name }) => ({ value: id, label: name }));
  const missing = chosen !== "" && !offered.some(({ id }) => id === chosen);
  return (
    <NativeSelect
      label={hiddenLabel ? undefined : label}
      aria-label={hiddenLabel ? label : undefined}
      description={description}
      inputWrapperOrder={ORDER}
      value={chosen}
      onChange={(event) => set(event.currentTarget.value)}
      data={[
        ...(chosen === "" ? [{ value: "", label: f("form.choose") }] : []),
        ...known,
        ...(missing ? [{ value: chosen, label: f("form.unknown", { id: chosen }) }] : []),
      ]}
      disabled={readOnly}
      error={faultAt(where)}
      data-where={where}
    />
  );
}

/** An expression for an agent's number, or one of the agents. */
function AgentField(props: SchemaInputProps) {
  const { options } = useForm();
  const choices = options.agents.map(({ name }) => ({ label: name, text: `"${name.split(" ")[0] ?? ""}"` }));
  return <ExpressionField {...props} choices={choices} />;
}

import { ActionIcon, Button, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { type AdminKey, useFaultText, useWords } from "@/components/admin-words";
import { AddIcon, RemoveIcon } from "@/components/icons";
import classes from "./Admin.module.css";
import type { Draft } from "./draft";

/** The hint stands below the input, so that inputs beside each other stay in line. */
export const inOrder: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

export interface Named {
  id: string;
  name: string;
}

/** A part of a form with a heading and a word of help. */
export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{title}</legend>
      {hint && <p className={classes.hint}>{hint}</p>}
      {children}
    </fieldset>
  );
}

/** The keys of a value whose fields have a type. */
type FieldsOf<Value, Type> = { [Field in keyof Value]: Value[Field] extends Type ? Field : never }[keyof Value] &
  string;

interface FieldProps<Value extends object> {
  draft: Draft<Value>;
  readOnly?: boolean;
}

export function useFieldWords(name: string) {
  const a = useWords();
  const label = a(`field.${name}` as AdminKey);
  const hintKey = `hint.${name}` as AdminKey;
  const hint = a(hintKey);
  // i18next answers a key that it does not have with the key itself.
  return { label, description: hint === `admin.${hintKey}` ? undefined : hint };
}

export function useFault<Value extends object>(draft: Draft<Value>, place: string): string | undefined {
  const text = useFaultText();
  const fault = draft.fault(place);
  return fault === undefined ? undefined : text(fault);
}

export function TextField<Value extends object>({
  draft,
  name,
  readOnly,
  ...more
}: FieldProps<Value> & {
  name: FieldsOf<Value, string>;
  required?: boolean;
  inputMode?: "tel" | "text";
  spellCheck?: boolean;
}) {
  const error = useFault(draft, name);
  return (
    <TextInput
      inputWrapperOrder={inOrder}
      {...useFieldWords(name)}
      {...more}
      withAsterisk={false}
      readOnly={readOnly}
      value={String(draft.value[name] ?? "")}
      onChange={(event) => draft.set(name, event.currentTarget.value as Value[typeof name])}
      error={error}
      data-testid={`field-${name}`}
      autoComplete="off"
    />
  );
}

/** A number field of the form's top level; `null` is allowed where the type allows it. */
export function NumberField<Value extends object>({
  draft,
  name,
  readOnly,
  unit,
}: FieldProps<Value> & { name: FieldsOf<Value, number | null>; unit?: string }) {
  const error = useFault(draft, name);
  return (
    <Amount
      {...useFieldWords(name)}
      readOnly={readOnly}
      unit={unit}
      value={draft.value[name] as number | null}
      set={(value) => draft.set(name, value as Value[typeof name])}
      error={error}
      testId={`field-${name}`}
    />
  );
}

interface AmountProps {
  label: string;
  description?: string;
  value: number | null;
  set: (value: number | null) => void;
  error?: string;
  unit?: string;
  readOnly?: boolean;
  testId?: string;
  hiddenLabel?: boolean;
}

export function Amount({ label, description, value, set, error, unit, readOnly, testId, hiddenLabel }: AmountProps) {
  return (
    <NumberInput
      inputWrapperOrder={inOrder}
      label={hiddenLabel ? undefined : label}
      aria-label={hiddenLabel ? label : undefined}
      description={description}
      value={value ?? ""}
      onChange={(next) => set(typeof next === "number" ? next : next === "" ? null : Number(next))}
      suffix={unit ? ` ${unit}` : undefined}
      error={error}
      readOnly={readOnly}
      hideControls
      data-testid={testId}
    />
  );
}

export function ChoiceField<Value extends object>({
  draft,
  name,
  data,
  empty,
  readOnly,
}: FieldProps<Value> & { name: FieldsOf<Value, string>; data: Named[]; empty?: string }) {
  const error = useFault(draft, name);
  const value = String(draft.value[name] ?? "");
  return (
    <NativeSelect
      inputWrapperOrder={inOrder}
      {...useFieldWords(name)}
      value={value}
      disabled={readOnly}
      onChange={(event) => draft.set(name, event.currentTarget.value as Value[typeof name])}
      data={optionsOf(data, value, empty)}
      error={error}
      data-testid={`field-${name}`}
    />
  );
}

/** Options for a select; a value that is not among them is kept and shown as it is. */
export function optionsOf(data: Named[], value: string, empty?: string) {
  const known = data.map(({ id, name }) => ({ value: id, label: name }));
  const missing = value !== "" && !data.some(({ id }) => id === value) ? [{ value, label: value }] : [];
  return [...(empty === undefined && value !== "" ? [] : [{ value: "", label: empty ?? "" }]), ...known, ...missing];
}

export function SwitchField<Value extends object>({
  draft,
  name,
  readOnly,
}: FieldProps<Value> & { name: FieldsOf<Value, boolean> }) {
  const error = useFault(draft, name);
  return (
    <Switch
      {...useFieldWords(name)}
      checked={Boolean(draft.value[name])}
      disabled={readOnly}
      onChange={(event) => draft.set(name, event.currentTarget.checked as Value[typeof name])}
      error={error}
      data-testid={`field-${name}`}
    />
  );
}

/** Rows that can be added and removed, such as skills with levels. */
export function Rows({
  label,
  add,
  canAdd = true,
  readOnly,
  children,
}: {
  label: string;
  add: () => void;
  canAdd?: boolean;
  readOnly?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.rows}>
      {children}
      {!readOnly && (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<AddIcon size={14} aria-hidden />}
            onClick={add}
            disabled={!canAdd}
          >
            {label}
          </Button>
        </div>
      )}
    </div>
  );
}

export function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" c="dimmed" size="lg" aria-label={label} onClick={onClick}>
      <RemoveIcon size={16} aria-hidden />
    </ActionIcon>
  );
}

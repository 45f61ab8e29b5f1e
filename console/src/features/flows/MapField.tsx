import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { begunValue, inKeyOrder, type Schema } from "./catalog";
import classes from "./Form.module.css";
import { useForm } from "./form-context";
import { AddRow, Group, RowButtons } from "./Rows";
import { SchemaInput, type SchemaInputProps } from "./SchemaField";

/** Values by a name that can be written: keys of a menu, variables, headers. */
export function MapField({ schema, label, description, value, set, where }: SchemaInputProps) {
  const f = useFlowWords();
  const { readOnly, faultAt } = useForm();
  const [pattern, item] = entryOf(schema);
  const values = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const names = inKeyOrder(Object.keys(values));
  const [rows] = useState(() => new RowPlaces());
  const rename = (from: string, to: string) => {
    rows.rename(from, to);
    set(Object.fromEntries(names.map((name) => [name === from ? to : name, values[name]])));
  };
  const full = schema.maxProperties !== undefined && names.length >= schema.maxProperties;
  return (
    <Group label={label} description={description} error={faultAt(where)}>
      {names.map((name) => (
        <div key={rows.of(name)} className={classes.pair}>
          <KeyInput name={name} taken={names} pattern={pattern} rename={(to) => rename(name, to)} group={label} />
          <SchemaInput
            label={`${label} ${name}`}
            hiddenLabel
            schema={item}
            value={values[name]}
            set={(next, key) => set({ ...values, [name]: next }, key)}
            where={`${where}.${name}`}
          />
          <RowButtons
            name={name}
            remove={() => set(Object.fromEntries(Object.entries(values).filter(([one]) => one !== name)))}
          />
        </div>
      ))}
      {!readOnly && !full && (
        <div>
          <AddRow
            label={`${f("form.addRow")}: ${label}`}
            what={where}
            onClick={() => set({ ...values, [freshName(pattern, names)]: begunItem(item) })}
          />
        </div>
      )}
    </Group>
  );
}

interface KeyInputProps {
  name: string;
  group: string;
  taken: string[];
  pattern: RegExp;
  rename: (to: string) => void;
}

/** Written freely, taken over when it is right: a half-written key must not move exits about. */
function KeyInput({ name, group, taken, pattern, rename }: KeyInputProps) {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { readOnly } = useForm();
  const [text, setText] = useState<string | null>(null);
  const written = text ?? name;
  const repeated = written !== name && taken.includes(written);
  const wrong = repeated || !pattern.test(written);
  const settle = () => {
    if (!wrong && written !== name) rename(written);
    setText(null);
  };
  return (
    <TextInput
      aria-label={`${group}: ${label("parameter", "name")} ${name}`}
      value={written}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        if (event.key === "Escape") setText(null);
      }}
      error={wrong ? (repeated ? f("form.duplicateKey") : true) : undefined}
      readOnly={readOnly}
      spellCheck={false}
      className={classes.key}
      data-key={name}
    />
  );
}

/** Which row a name stands in: a renamed one stays the same row, so that the focus stays in it. */
class RowPlaces {
  #places = new Map<string, number>();
  #count = 0;

  of(name: string): number {
    const place = this.#places.get(name) ?? this.#count++;
    this.#places.set(name, place);
    return place;
  }

  rename(from: string, to: string): void {
    this.#places.set(to, this.of(from));
    this.#places.delete(from);
  }
}

/** Which names are allowed, and what a value is. */
function entryOf(schema: Schema): [RegExp, Schema] {
  const [first] = Object.entries(schema.patternProperties ?? {});
  if (first) return [new RegExp(first[0]), first[1]];
  const { additionalProperties } = schema;
  return [/^.+$/, typeof additionalProperties === "object" ? additionalProperties : {}];
}

function begunItem(schema: Schema): unknown {
  return schema.anyOf ? "" : begunValue(schema);
}

/** The first name that fits and is free: the next key of a menu, or a numbered word. */
export function freshName(pattern: RegExp, taken: string[]): string {
  for (const key of "1234567890*#") if (pattern.test(key) && !taken.includes(key)) return key;
  for (let count = 1; ; count++) {
    for (const stem of ["value_", "Name-", "9"]) {
      const name = `${stem}${count}`;
      if (pattern.test(name) && !taken.includes(name)) return name;
    }
    if (count > 1_000) return "";
  }
}

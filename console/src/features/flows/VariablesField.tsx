import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { useEditorContext } from "./editor-context";
import classes from "./Form.module.css";
import { freshName } from "./MapField";
import { AddRow, Group, RowButtons } from "./Rows";
import { useEditor } from "./store";

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** The flow's variables with their first values: a number, yes or no where it reads as one, else a text. */
export function VariablesField() {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { store } = useEditorContext();
  const { document } = useEditor(store);
  const variables = document.variables ?? {};
  const entries = Object.entries(variables);
  const set = (next: [string, unknown][], key?: string) =>
    store.change((now) => ({ ...now, variables: Object.fromEntries(next) as typeof variables }), key);
  return (
    <Group label={label("parameter", "variables")}>
      {entries.map(([name, value], place) => (
        <Variable
          // biome-ignore lint/suspicious/noArrayIndexKey: a variable that is given another name keeps its place
          key={place}
          name={name}
          value={value}
          taken={entries.map(([one]) => one)}
          rename={(to) => set(entries.map(([one, its]) => [one === name ? to : one, its]))}
          setValue={(next) =>
            set(
              entries.map(([one, its]) => [one, one === name ? next : its]),
              `variable ${name}`,
            )
          }
          remove={() => set(entries.filter(([one]) => one !== name))}
        />
      ))}
      {!store.readOnly && (
        <div>
          <AddRow
            label={`${f("form.addRow")}: ${label("parameter", "variable")}`}
            what="variables"
            onClick={() => set([...entries, [freshName(NAME, Object.keys(variables)), ""]])}
          />
        </div>
      )}
    </Group>
  );
}

interface VariableProps {
  name: string;
  value: unknown;
  taken: string[];
  rename: (to: string) => void;
  setValue: (value: string | number | boolean) => void;
  remove: () => void;
}

function Variable({ name, value, taken, rename, setValue, remove }: VariableProps) {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { store } = useEditorContext();
  const [text, setText] = useState<string | null>(null);
  const written = text ?? name;
  const wrong = !NAME.test(written) || (written !== name && taken.includes(written));
  const settle = () => {
    if (!wrong && written !== name) rename(written);
    setText(null);
  };
  return (
    <div className={classes.pair}>
      <TextInput
        aria-label={`${label("parameter", "variable")} ${name}`}
        value={written}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
          if (event.key === "Escape") setText(null);
        }}
        error={wrong}
        readOnly={store.readOnly}
        spellCheck={false}
        className={classes.key}
        data-key={name}
      />
      <TextInput
        aria-label={`${f("form.firstValue")} ${name}`}
        placeholder={f("form.firstValue")}
        value={String(value ?? "")}
        onChange={(event) => setValue(event.currentTarget.value)}
        onBlur={(event) => setValue(readValue(event.currentTarget.value))}
        readOnly={store.readOnly}
        maxLength={2_000}
        data-where={`variables.${name}`}
      />
      <RowButtons name={name} remove={remove} />
    </div>
  );
}

/** What was typed, as the value that it reads as. */
export function readValue(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(text) ? Number(text) : text;
}

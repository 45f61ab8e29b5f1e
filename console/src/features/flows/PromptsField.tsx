import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { begunParameters, type Field, fieldsOf, resolved, type Schema } from "./catalog";
import classes from "./Form.module.css";
import { useForm } from "./form-context";
import { AddRow, Group, RowButtons, swapped } from "./Rows";
import { SchemaField, type SchemaInputProps } from "./SchemaField";

const KINDS = {
  say: "form.promptSay",
  sound: "form.promptSound",
  read: "form.promptRead",
  prompt: "form.promptPrompt",
} as const;

interface PromptKind {
  /** The field that tells this kind of prompt apart. */
  mark: string;
  fields: Field[];
}

/** What is played, in order: texts, sounds, values in words. */
export function PromptsField({ schema, label, description, value, set, where }: SchemaInputProps) {
  const f = useFlowWords();
  const words = useCodeLabel();
  const { readOnly, faultAt, names } = useForm();
  const rows = (Array.isArray(value) ? value : []) as Record<string, unknown>[];
  const kinds = kindsOf(schema);
  const kindName = (mark: string) => (mark in KINDS ? f(KINDS[mark as "say"]) : words("parameter", mark || "prompts"));
  const full = schema.maxItems !== undefined && rows.length >= schema.maxItems;
  const add = ({ mark, fields }: PromptKind) => {
    const begun = begunParameters(fields);
    const variable = names.find((name) => !name.includes("."));
    set([...rows, mark === "read" && variable ? { ...begun, value: variable } : begun]);
  };
  return (
    <Group label={label} description={description} error={faultAt(where)}>
      {rows.map((row, place) => {
        const kind = kinds.find(({ mark }) => mark in row);
        const name = `${place + 1}. ${kindName(kind?.mark ?? "")}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: prompts have no name of their own
          <div key={place} className={classes.card}>
            <div className={classes.cardHead}>
              <span>{name}</span>
              <RowButtons
                name={name}
                remove={() => set(rows.filter((_, at) => at !== place))}
                up={place > 0 ? () => set(swapped(rows, place, place - 1)) : undefined}
                down={place < rows.length - 1 ? () => set(swapped(rows, place, place + 1)) : undefined}
              />
            </div>
            {kind?.fields.map((field) => (
              <SchemaField
                key={field.name}
                field={field}
                value={row[field.name]}
                set={(next, key) =>
                  set(
                    rows.map((one, at) => (at === place ? { ...one, [field.name]: next } : one)),
                    key,
                  )
                }
                where={`${where}.${place}.${field.name}`}
              />
            ))}
          </div>
        );
      })}
      {!readOnly && !full && (
        <div className={classes.adders}>
          {kinds.map((kind) => (
            <AddRow
              key={kind.mark}
              what={`${where}.${kind.mark}`}
              label={kindName(kind.mark)}
              onClick={() => add(kind)}
            />
          ))}
        </div>
      )}
    </Group>
  );
}

/** The kinds of prompt that the schema allows; text first, as the most used. */
function kindsOf(schema: Schema): PromptKind[] {
  const item = resolved((schema.items ?? {}) as Schema);
  const kinds = (item.anyOf ?? [item]).map((one) => {
    const fields = fieldsOf(one);
    return { mark: fields.find(({ required }) => required)?.name ?? fields[0]?.name ?? "", fields };
  });
  return kinds.sort((one, other) => Number(other.mark === "say") - Number(one.mark === "say"));
}

import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { begunValue, fieldsOf, resolved, type Schema } from "./catalog";
import classes from "./Form.module.css";
import { useForm } from "./form-context";
import { AddRow, Group, RowButtons, swapped } from "./Rows";
import { SchemaField, SchemaInput, type SchemaInputProps } from "./SchemaField";

/** Rows of the same kind: words, or small forms. */
export function ListField({ schema, label, description, value, set, where }: SchemaInputProps) {
  const f = useFlowWords();
  const words = useCodeLabel();
  const { readOnly, faultAt } = useForm();
  const rows: unknown[] = Array.isArray(value) ? value : Array.isArray(schema.default) ? schema.default : [];
  const item = resolved((schema.items ?? {}) as Schema);
  const fields = item.properties ? fieldsOf(item) : null;
  const write = (place: number, next: unknown, key?: string) =>
    set(
      rows.map((row, at) => (at === place ? next : row)),
      key,
    );
  const full = schema.maxItems !== undefined && rows.length >= schema.maxItems;

  if (item.enum && !fields) {
    const chosen = new Set(rows.map(String));
    return (
      <Group label={label} description={description} error={faultAt(where)}>
        {item.enum.map(String).map((one) => (
          <label key={one} className={classes.check}>
            <input
              type="checkbox"
              checked={chosen.has(one)}
              disabled={readOnly}
              onChange={(event) =>
                set(event.currentTarget.checked ? [...rows, one] : rows.filter((row) => row !== one))
              }
            />
            {words("value", one)}
          </label>
        ))}
      </Group>
    );
  }
  return (
    <Group label={label} description={description} error={faultAt(where)}>
      {rows.map((row, place) => {
        const name = f("form.item", { name: label, place: place + 1 });
        const buttons = (
          <RowButtons
            name={name}
            remove={() => set(rows.filter((_, at) => at !== place))}
            up={place > 0 ? () => set(swapped(rows, place, place - 1)) : undefined}
            down={place < rows.length - 1 ? () => set(swapped(rows, place, place + 1)) : undefined}
          />
        );
        if (!fields) {
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
            <div key={place} className={classes.row}>
              <SchemaInput
                label={name}
                hiddenLabel
                schema={item}
                value={row}
                set={(next, key) => write(place, next, key)}
                where={`${where}.${place}`}
              />
              {buttons}
            </div>
          );
        }
        const values = (typeof row === "object" && row !== null ? row : {}) as Record<string, unknown>;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
          <div key={place} className={classes.card}>
            <div className={classes.cardHead}>
              <span>{name}</span>
              {buttons}
            </div>
            {fields.map((field) => (
              <SchemaField
                key={field.name}
                field={field}
                value={values[field.name]}
                set={(next, key) => write(place, { ...values, [field.name]: next }, key)}
                where={`${where}.${place}.${field.name}`}
              />
            ))}
          </div>
        );
      })}
      {!readOnly && !full && (
        <div>
          <AddRow
            label={`${f("form.addRow")}: ${label}`}
            what={where}
            onClick={() => set([...rows, freshRow(begunValue(item), fields !== null, rows)])}
          />
        </div>
      )}
    </Group>
  );
}

/** Cases need an outcome of their own from the beginning. */
function freshRow(begun: unknown, isForm: boolean, rows: unknown[]): unknown {
  if (!isForm || typeof begun !== "object" || begun === null || !("outcome" in begun)) return begun;
  const taken = new Set(rows.map((row) => (row as { outcome?: string } | null)?.outcome));
  let count = rows.length + 1;
  while (taken.has(`case_${count}`)) count += 1;
  return { ...begun, outcome: `case_${count}` };
}

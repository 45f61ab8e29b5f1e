import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useHoursWords } from "@/components/hours-words";
import { AddIcon, RemoveIcon } from "@/components/icons";
import { HeardField } from "./HeardField";
import classes from "./Hours.module.css";
import type { DayKind, Draft, faultsOf, SpecialDay } from "./hours-api";
import { SpansField } from "./SpansField";

interface DaysProps {
  draft: Draft;
  faults: ReturnType<typeof faultsOf>;
  readOnly: boolean;
  set: (part: Partial<Draft>) => void;
}

const KINDS: readonly DayKind["kind"][] = ["holiday", "workday", "ordinary"];

/** What a date is, against the list of holidays. */
export function DayKinds({ draft, faults, readOnly, set }: DaysProps) {
  const h = useHoursWords();
  return (
    <Dates<DayKind>
      field="day_kinds"
      title={h("kinds.title")}
      hint={h("kinds.hint")}
      add={h("kinds.add")}
      rows={draft.day_kinds}
      fresh={{ day: "", kind: "holiday" }}
      faults={faults}
      readOnly={readOnly}
      set={(day_kinds) => set({ day_kinds })}
      beside={(one, put) => (
        <NativeSelect
          label={h("kinds.kind")}
          value={one.kind}
          disabled={readOnly}
          onChange={(event) => put({ kind: event.currentTarget.value as DayKind["kind"] })}
          data={KINDS.map((value) => ({ value, label: h(`kinds.${value}`) }))}
        />
      )}
    />
  );
}

/** Dates with hours and words of their own. */
export function SpecialDays({ draft, faults, readOnly, set }: DaysProps) {
  const h = useHoursWords();
  return (
    <Dates<SpecialDay>
      field="special_days"
      title={h("special.title")}
      hint={h("special.hint")}
      add={h("special.add")}
      rows={draft.special_days}
      fresh={{ day: "", name: "", spans: [], text: {}, prompt: "" }}
      faults={faults}
      readOnly={readOnly}
      set={(special_days) => set({ special_days })}
      beside={(one, put) => (
        <TextInput
          label={h("special.name")}
          value={one.name}
          readOnly={readOnly}
          maxLength={200}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
      )}
      below={(one, put, where) => (
        <>
          <SpansField
            day={one.day || h("special.hours")}
            where={where}
            spans={one.spans}
            faults={faults}
            readOnly={readOnly}
            set={(spans) => put({ spans })}
          />
          <HeardField value={one} set={({ text, prompt }) => put({ text, prompt })} readOnly={readOnly} />
        </>
      )}
    />
  );
}

interface DatesProps<Row> {
  field: "day_kinds" | "special_days";
  title: string;
  hint: string;
  add: string;
  rows: readonly Row[];
  /** The row that is added. */
  fresh: Row;
  faults: DaysProps["faults"];
  readOnly: boolean;
  set: (rows: Row[]) => void;
  beside: (row: Row, put: (part: Partial<Row>) => void) => ReactNode;
  below?: (row: Row, put: (part: Partial<Row>) => void, where: string) => ReactNode;
}

/** Dates under a heading, each with what stands beside and below it. */
function Dates<Row extends { day: string; name?: string }>(props: DatesProps<Row>) {
  const { field, title, hint, add, rows, fresh, faults, readOnly, set, beside, below } = props;
  const h = useHoursWords();
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{title}</legend>
      <p className={classes.hint}>{hint}</p>
      {rows.map((one, place) => {
        const where = `${field}.${place}`;
        const fault = faults[`${where}.day`];
        const put = (part: Partial<Row>) => set(rows.map((row, at) => (at === place ? { ...row, ...part } : row)));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps the focus while its day is typed
          <div key={place} className={below && classes.card}>
            <div className={classes.day}>
              <TextInput
                type="date"
                label={h("kinds.day")}
                value={one.day}
                readOnly={readOnly}
                error={fault && h(fault)}
                onChange={(event) => put({ day: event.currentTarget.value } as Partial<Row>)}
              />
              {beside(one, put)}
              {!readOnly && (
                <Remove
                  label={h("kinds.remove", { day: one.day || one.name || "" })}
                  act={() => set(rows.filter((_, at) => at !== place))}
                />
              )}
            </div>
            {below?.(one, put, where)}
          </div>
        );
      })}
      {!readOnly && <Add label={add} act={() => set([...rows, fresh])} />}
    </fieldset>
  );
}

function Add({ label, act }: { label: string; act: () => void }) {
  return (
    <div>
      <Button size="xs" variant="default" leftSection={<AddIcon size={14} aria-hidden />} onClick={act}>
        {label}
      </Button>
    </div>
  );
}

function Remove({ label, act }: { label: string; act: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" c="var(--ink-dim)" size="lg" mt={22} aria-label={label} onClick={act}>
      <RemoveIcon size={16} aria-hidden />
    </ActionIcon>
  );
}

import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
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
  const put = (place: number, part: Partial<DayKind>) =>
    set({ day_kinds: draft.day_kinds.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{h("kinds.title")}</legend>
      <p className={classes.hint}>{h("kinds.hint")}</p>
      {draft.day_kinds.map((one, place) => {
        const fault = faults[`day_kinds.${place}.day`];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps the focus while its day is typed
          <div key={place} className={classes.day}>
            <TextInput
              type="date"
              label={h("kinds.day")}
              value={one.day}
              readOnly={readOnly}
              error={fault && h(fault)}
              onChange={(event) => put(place, { day: event.currentTarget.value })}
            />
            <NativeSelect
              label={h("kinds.kind")}
              value={one.kind}
              disabled={readOnly}
              onChange={(event) => put(place, { kind: event.currentTarget.value as DayKind["kind"] })}
              data={KINDS.map((value) => ({ value, label: h(`kinds.${value}`) }))}
            />
            {!readOnly && (
              <Remove
                label={h("kinds.remove", { day: one.day })}
                act={() => set({ day_kinds: draft.day_kinds.filter((_, at) => at !== place) })}
              />
            )}
          </div>
        );
      })}
      {!readOnly && (
        <Add
          label={h("kinds.add")}
          act={() => set({ day_kinds: [...draft.day_kinds, { day: "", kind: "holiday" }] })}
        />
      )}
    </fieldset>
  );
}

/** Dates with hours and words of their own. */
export function SpecialDays({ draft, faults, readOnly, set }: DaysProps) {
  const h = useHoursWords();
  const put = (place: number, part: Partial<SpecialDay>) =>
    set({ special_days: draft.special_days.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{h("special.title")}</legend>
      <p className={classes.hint}>{h("special.hint")}</p>
      {draft.special_days.map((one, place) => {
        const fault = faults[`special_days.${place}.day`];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps the focus while its day is typed
          <div key={place} className={classes.card} data-testid="special-day">
            <div className={classes.day}>
              <TextInput
                type="date"
                label={h("kinds.day")}
                value={one.day}
                readOnly={readOnly}
                error={fault && h(fault)}
                onChange={(event) => put(place, { day: event.currentTarget.value })}
              />
              <TextInput
                label={h("special.name")}
                value={one.name}
                readOnly={readOnly}
                maxLength={200}
                onChange={(event) => put(place, { name: event.currentTarget.value })}
              />
              {!readOnly && (
                <Remove
                  label={h("kinds.remove", { day: one.day || one.name })}
                  act={() => set({ special_days: draft.special_days.filter((_, at) => at !== place) })}
                />
              )}
            </div>
            <SpansField
              day={one.day || h("special.hours")}
              where={`special_days.${place}`}
              spans={one.spans}
              faults={faults}
              readOnly={readOnly}
              set={(spans) => put(place, { spans })}
            />
            <HeardField value={one} set={({ text, prompt }) => put(place, { text, prompt })} readOnly={readOnly} />
          </div>
        );
      })}
      {!readOnly && (
        <Add
          label={h("special.add")}
          act={() =>
            set({ special_days: [...draft.special_days, { day: "", name: "", spans: [], text: {}, prompt: "" }] })
          }
        />
      )}
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

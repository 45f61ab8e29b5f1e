import { Autocomplete, Button, NativeSelect, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useHoursWords } from "@/components/hours-words";
import { useSiteZone } from "@/components/zone";
import { DayKinds, SpecialDays } from "./DaysFields";
import classes from "./Hours.module.css";
import { type Draft, type faultsOf, useCountries } from "./hours-api";
import { SpansField } from "./SpansField";

export const WEEKDAYS = ["0", "1", "2", "3", "4", "5", "6"] as const;

interface HoursFormProps {
  draft: Draft;
  faults: ReturnType<typeof faultsOf>;
  readOnly: boolean;
  set: (part: Partial<Draft>) => void;
}

/** All that a calendar says. */
export function HoursForm(props: HoursFormProps) {
  const { draft, faults, readOnly, set } = props;
  const h = useHoursWords();
  const zone = useSiteZone();
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  return (
    <>
      <fieldset className={classes.section}>
        <legend className={classes.legend}>{h("name")}</legend>
        <div className={classes.pair}>
          <TextInput
            label={h("name")}
            value={draft.name}
            maxLength={200}
            readOnly={readOnly}
            error={faults.name && h(faults.name)}
            onChange={(event) => set({ name: event.currentTarget.value })}
            data-testid="calendar-name"
          />
          <Autocomplete
            label={h("zone")}
            description={h("zoneHint", { zone })}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={draft.zone}
            readOnly={readOnly}
            data={zones}
            limit={30}
            onChange={(chosen) => set({ zone: chosen.trim() })}
          />
        </div>
      </fieldset>
      <fieldset className={classes.section}>
        <legend className={classes.legend}>{h("week")}</legend>
        <div className={classes.week}>
          {WEEKDAYS.map((day, place) => (
            <div key={day} className={classes.weekday}>
              <span className={classes.dayName}>{h(`days.${day}`)}</span>
              <SpansField
                day={h(`days.${day}`)}
                where={`week.${place}`}
                spans={draft.week[place] ?? []}
                faults={faults}
                readOnly={readOnly}
                set={(spans) => set({ week: draft.week.map((before, at) => (at === place ? spans : before)) })}
              />
            </div>
          ))}
        </div>
        {!readOnly && (
          <div>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                set({ week: draft.week.map((spans, at) => (at > 0 && at < 5 ? (draft.week[0] ?? []) : spans)) })
              }
            >
              {h("copyMonday")}
            </Button>
          </div>
        )}
      </fieldset>
      <Holidays {...props} />
      <DayKinds {...props} />
      <SpecialDays {...props} />
    </>
  );
}

function Holidays({ draft, faults, readOnly, set }: HoursFormProps) {
  const h = useHoursWords();
  const { i18n } = useTranslation();
  const { data } = useCountries();
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames([i18n.language], { type: "region" });
    const listed = Object.keys(data ?? {}).map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` }));
    return listed.sort((one, other) => one.label.localeCompare(other.label, i18n.language));
  }, [data, i18n.language]);
  const parts = data?.[draft.country] ?? [];
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{h("holidays.title")}</legend>
      <p className={classes.hint}>{h("holidays.hint")}</p>
      <div className={classes.pair}>
        <NativeSelect
          label={h("holidays.country")}
          value={draft.country}
          disabled={readOnly}
          onChange={(event) => set({ country: event.currentTarget.value, region: "" })}
          data={[{ value: "", label: h("holidays.none") }, ...countries]}
          data-testid="country"
        />
        {parts.length > 0 && (
          <NativeSelect
            label={h("holidays.region")}
            value={draft.region}
            disabled={readOnly}
            onChange={(event) => set({ region: event.currentTarget.value })}
            data={[{ value: "", label: h("holidays.whole") }, ...parts]}
          />
        )}
        {draft.country !== "" && (
          <NativeSelect
            label={h("holidays.workday")}
            value={String(draft.workday)}
            disabled={readOnly}
            onChange={(event) => set({ workday: Number(event.currentTarget.value) })}
            data={WEEKDAYS.map((value) => ({ value, label: h(`days.${value}`) }))}
          />
        )}
      </div>
      {draft.country !== "" && (
        <div className={classes.weekday}>
          <span className={classes.dayName}>{h("holidays.spans")}</span>
          <SpansField
            day={h("holidays.spans")}
            where="holiday_spans"
            spans={draft.holiday_spans}
            faults={faults}
            readOnly={readOnly}
            set={(holiday_spans) => set({ holiday_spans })}
          />
        </div>
      )}
    </fieldset>
  );
}

import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime, duration, hourMinute } from "@/components/format";
import { useLabel } from "@/components/labels";
import { StateBadge } from "@/components/StateBadge";
import type { Day } from "./DayPage";
import classes from "./DayPage.module.css";
import { bar, drawn, marks, type Span } from "./day";

/** The states of the day as a strip, and the same as a table. */
export function StatesOfDay({ day, span }: { day: Day; span: Span }) {
  const { t, i18n } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const shown = drawn(day.spells, span);
  if (day.spells.length === 0) return <p className="dim">{t("day.noStates")}</p>;
  return (
    <section aria-labelledby="day-states">
      <div className={classes.sectionHead}>
        <h2 id="day-states" className="section-title">
          {t("day.states")}
        </h2>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-pressed={asTable}
          onClick={() => setAsTable((before) => !before)}
          data-testid="day-table"
        >
          {t(asTable ? "day.asStrip" : "day.asTable")}
        </Button>
      </div>
      {asTable ? (
        <StateTable day={day} />
      ) : (
        <>
          <div className={classes.strip} role="img" aria-label={t("day.stripLabel")} data-testid="day-strip">
            {day.spells.map((spell) => {
              const place = bar(spell, shown);
              if (place === null || spell.state === "logged_off") return null;
              return (
                <span
                  key={spell.started_at + spell.state}
                  className={classes.bar}
                  data-state={spell.state}
                  style={{ left: `${place.left * 100}%`, width: `${place.width * 100}%` }}
                />
              );
            })}
          </div>
          <div className={classes.hours} aria-hidden>
            {marks(shown).map((mark) => (
              <span
                key={mark.getTime()}
                style={{
                  left: `${(100 * (mark.getTime() - shown.since.getTime())) / (shown.until.getTime() - shown.since.getTime())}%`,
                }}
              >
                {hourMinute(mark, i18n.language)}
              </span>
            ))}
          </div>
          <Totals day={day} />
        </>
      )}
    </section>
  );
}

/** How long in each state: the legend of the strip. */
function Totals({ day }: { day: Day }) {
  const totals = new Map<Day["spells"][number]["state"], number>();
  for (const { state, started_at, ended_at } of day.spells)
    if (state !== "logged_off")
      totals.set(state, (totals.get(state) ?? 0) + Date.parse(ended_at) - Date.parse(started_at));
  return (
    <ul className={classes.totals}>
      {[...totals].map(([state, spent]) => (
        <li key={state}>
          <StateBadge state={state} /> <span className="tabular">{duration(spent)}</span>
        </li>
      ))}
    </ul>
  );
}

function StateTable({ day }: { day: Day }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  return (
    <div className={classes.scroll}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("day.state")}</Table.Th>
            <Table.Th>{t("day.reason")}</Table.Th>
            <Table.Th>{t("day.began")}</Table.Th>
            <Table.Th>{t("day.ended")}</Table.Th>
            <Table.Th ta="right">{t("day.length")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {day.spells.map((spell) => (
            <Table.Tr key={spell.started_at + spell.state}>
              <Table.Td>
                <StateBadge state={spell.state} />
              </Table.Td>
              <Table.Td>{spell.reason !== "" && label("reason", spell.reason)}</Table.Td>
              <Table.Td className="tabular">{clockTime(spell.started_at, i18n.language)}</Table.Td>
              <Table.Td className="tabular">{clockTime(spell.ended_at, i18n.language)}</Table.Td>
              <Table.Td ta="right" className="tabular">
                {duration(Date.parse(spell.ended_at) - Date.parse(spell.started_at))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

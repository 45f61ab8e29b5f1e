import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { clockTime, duration } from "@/components/format";
import { PhoneNumber } from "@/components/PhoneNumber";
import { useQueueName } from "@/live/live";
import type { Day } from "./DayPage";
import classes from "./DayPage.module.css";
import type { Figure } from "./Figures";

type Call = Day["calls"][number];

const handling = (call: Call) => call.talk_ms + call.hold_ms + call.wrap_up_ms;

/** What a figure adds up, per call; the largest share first. */
const shares: Partial<Record<Figure, (call: Call) => number>> = {
  talk: (call) => call.talk_ms,
  hold: (call) => call.hold_ms,
  wrapUp: (call) => call.wrap_up_ms,
  handling,
  occupancy: handling,
};

/** The calls behind the figures. A chosen figure leaves out those that add nothing to it. */
export function DayCalls({ day, figure }: { day: Day; figure: Figure | null }) {
  const { t, i18n } = useTranslation();
  const queueName = useQueueName();
  const share = figure === null ? undefined : shares[figure];
  const calls = share
    ? day.calls.filter((call) => share(call) > 0).toSorted((a, b) => share(b) - share(a))
    : day.calls.toReversed();
  return (
    <section aria-labelledby="day-calls">
      <h2 id="day-calls" className={`section-title ${classes.sectionHead}`}>
        {t("day.calls", { count: calls.length })}
      </h2>
      {calls.length === 0 ? (
        <p className="dim">{t("day.noCalls")}</p>
      ) : (
        <div className={classes.scroll}>
          <Table highlightOnHover verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("day.began")}</Table.Th>
                <Table.Th>{t("interactions.callerColumn")}</Table.Th>
                <Table.Th>{t("interactions.queue")}</Table.Th>
                <Table.Th ta="right">{t("figure.talk")}</Table.Th>
                <Table.Th ta="right">{t("figure.hold")}</Table.Th>
                <Table.Th ta="right">{t("figure.wrapUp")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {calls.map((call) => (
                <Table.Tr key={call.interaction_id} data-testid="day-call">
                  <Table.Td className="tabular">
                    <Link className="plain-link" to={`/interactions/${call.interaction_id}`}>
                      {clockTime(call.started_at, i18n.language)}
                    </Link>
                  </Table.Td>
                  <Table.Td>{call.customer_name || <PhoneNumber number={call.caller_number} dial />}</Table.Td>
                  <Table.Td>{queueName(call.queue)}</Table.Td>
                  <Table.Td ta="right" className="tabular">
                    {duration(call.talk_ms)}
                  </Table.Td>
                  <Table.Td ta="right" className="tabular">
                    {duration(call.hold_ms)}
                  </Table.Td>
                  <Table.Td ta="right" className="tabular">
                    {duration(call.wrap_up_ms)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}

import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Schemas } from "@/api/client";
import { dateTime, duration, fullDateTime } from "@/components/format";
import { WaveIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import { PhoneNumber } from "@/components/PhoneNumber";
import { useQueueName } from "@/live/live";
import { Direction } from "./Direction";
import classes from "./Interactions.module.css";
import { Outcome } from "./Outcome";

export function InteractionTable({ rows }: { rows: Schemas["InteractionRow"][] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{t("interactions.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("interactions.arrived")}</th>
          <th scope="col">{t("interactions.direction")}</th>
          <th scope="col">{t("interactions.callerColumn")}</th>
          <th scope="col">{t("interactions.queue")}</th>
          <th scope="col">{t("interactions.agent")}</th>
          <th scope="col">{t("interactions.outcome")}</th>
          <th scope="col">{t("interactions.disposition")}</th>
          <th scope="col" className={classes.number}>
            {t("interactions.wait")}
          </th>
          <th scope="col" className={classes.number}>
            {t("interactions.talk")}
          </th>
          <th scope="col">
            <span className="visually-hidden">{t("interactions.recording")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

/** The time is the link; a click anywhere on the line follows it. */
function Row({ row }: { row: Schemas["InteractionRow"] }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const queueName = useQueueName();
  const navigate = useNavigate();
  const to = `/interactions/${row.id}`;
  return (
    <tr className={classes.row} onClick={() => void navigate(to)} data-testid="interaction-row" data-id={row.id}>
      <td className="tabular nowrap">
        <Link
          to={to}
          className="quiet-link"
          title={fullDateTime(row.arrived_at, i18n.language)}
          onClick={(event) => event.stopPropagation()}
        >
          {dateTime(row.arrived_at, i18n.language)}
        </Link>
      </td>
      <td>
        <Direction direction={row.direction} />
      </td>
      <td className={classes.caller}>
        {row.customer_name && <span className={classes.name}>{row.customer_name}</span>}
        <span className={row.customer_name ? "dim" : undefined}>
          <PhoneNumber number={row.caller_number} />
        </span>
      </td>
      <td>{queueName(row.queue)}</td>
      <td>{row.agent_name || row.agent_number}</td>
      <td>
        <Outcome outcome={row.outcome} />
      </td>
      <td>{row.disposition && label("disposition", row.disposition)}</td>
      <td className={classes.number}>{duration(row.wait_ms)}</td>
      <td className={classes.number}>{row.talk_ms > 0 ? duration(row.talk_ms) : <span className="dim">–</span>}</td>
      <td className={classes.mark}>
        {row.has_recording && <WaveIcon size={16} role="img" aria-label={t("interactions.hasRecording")} />}
      </td>
    </tr>
  );
}

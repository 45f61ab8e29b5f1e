import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/api/client";
import type { MeItem } from "@/api/generated/frames";
import { useCallerName } from "@/components/caller";
import { dateTime, duration } from "@/components/format";
import { AcceptIcon, MissedIcon, QueueIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import { PhoneNumber } from "@/components/PhoneNumber";
import { Elapsed } from "@/components/Ticking";
import { useCalls, useQueueName, useQueues } from "@/live/live";
import classes from "./Desk.module.css";
import { PhaseIcon } from "./PhaseIcon";
import { WorkItems } from "./WorkItems";

/** What is in the agent's hands, what is owed to callers, the queues, and the calls just finished. */
export function WorkList({ me }: { me: MeItem }) {
  return (
    <>
      <InHand />
      <WorkItems />
      <MyQueues mine={me.queues} />
      <Recent number={me.number} />
    </>
  );
}

function InHand() {
  const { t } = useTranslation();
  const calls = useCalls();
  const name = useCallerName();
  const queueName = useQueueName();
  return (
    <div className={classes.group}>
      <h2 className={`section-title ${classes.groupTitle}`}>{t("desk.inHand")}</h2>
      {calls.length === 0 && <p className={classes.empty}>{t("desk.nothingInHand")}</p>}
      {calls.map((call) => (
        <div key={call.key} className={`${classes.item} ${classes.itemActive}`} data-phase={call.phase}>
          <PhaseIcon phase={call.phase} size={18} />
          <span className={classes.itemName}>{name(call)}</span>
          <span className={classes.itemSide}>
            <Elapsed since={call.phase_since} />
          </span>
          <span className={classes.itemMore}>
            {t(`phase.${call.phase}`)} · {queueName(call.queue)}
          </span>
        </div>
      ))}
    </div>
  );
}

function MyQueues({ mine }: { mine: string[] }) {
  const { t } = useTranslation();
  const queues = useQueues().filter((queue) => mine.includes(queue.id));
  return (
    <div className={classes.group}>
      <h2 className={`section-title ${classes.groupTitle}`}>{t("queues.mine")}</h2>
      {queues.length === 0 && <p className={classes.empty}>{t("queues.none")}</p>}
      {queues.map((queue) => (
        <div key={queue.key} className={classes.item} data-testid="queue-row">
          <QueueIcon size={16} className="dim" aria-hidden />
          <span className={classes.itemName}>{queue.name}</span>
          <span className={classes.itemSide}>{queue.oldest_since && <Elapsed since={queue.oldest_since} />}</span>
          <span className={`${classes.itemMore} dim`}>
            {queue.waiting === 0 ? t("queues.nobody") : t("queues.waiting", { count: queue.waiting })}
          </span>
        </div>
      ))}
    </div>
  );
}

function Recent({ number }: { number: string }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const inHand = useCalls().length;
  const query = { params: { query: { agent: number, limit: 8 } } };
  const { data, refetch } = api.useQuery("get", "/api/v1/interactions", query, { refetchInterval: 60_000 });
  // A call that has left the hands is a finished one.
  useEffect(() => {
    if (inHand === 0) void refetch();
  }, [inHand, refetch]);
  const rows = data?.rows ?? [];
  return (
    <div className={classes.group}>
      <h2 className={`section-title ${classes.groupTitle}`}>{t("desk.recent")}</h2>
      {data && rows.length === 0 && <p className={classes.empty}>{t("desk.noRecent")}</p>}
      {rows.map((row) => (
        <Link key={row.id} to={`/interactions/${row.id}`} className={classes.item}>
          {row.outcome === "answered" ? (
            <AcceptIcon size={16} className="dim" aria-hidden />
          ) : (
            <MissedIcon size={16} className="dim" aria-hidden />
          )}
          <span className={classes.itemName}>{row.customer_name || <PhoneNumber number={row.caller_number} />}</span>
          <span className={`${classes.itemSide} dim`}>{row.talk_ms > 0 && duration(row.talk_ms)}</span>
          <span className={`${classes.itemMore} dim`}>
            {dateTime(row.arrived_at, i18n.language)}
            {row.disposition !== "" && <> · {label("disposition", row.disposition)}</>}
          </span>
        </Link>
      ))}
    </div>
  );
}

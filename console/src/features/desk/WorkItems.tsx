import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { dateTime, duration, groupedNumber } from "@/components/format";
import { CallbackIcon, FollowUpIcon, MissedIcon, VoicemailIcon } from "@/components/icons";
import { useShortcut } from "@/components/shortcuts";
import { useNow } from "@/live/clock";
import { useMe, useQueueName } from "@/live/live";
import classes from "./Desk.module.css";
import { useWork } from "./work";

type WorkItem = Schemas["WorkItem"];

export const workIcons: Record<WorkItem["kind"], typeof MissedIcon> = {
  missed: MissedIcon,
  voicemail: VoicemailIcon,
  callback: CallbackIcon,
  follow_up: FollowUpIcon,
};

/** What is owed to callers: callbacks, messages, those who gave up, own promises; the oldest promise first. */
export function WorkItems({ chosen }: { chosen: string }) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const { data } = useWork();
  useShortcut("work", () => list.current?.querySelector("a")?.focus());
  const rows = data?.rows ?? [];
  return (
    <div className={classes.group} ref={list} data-testid="work-items">
      <h2 className={`section-title ${classes.groupTitle}`}>
        {t("work.title")}
        {data && data.total > 0 && <span className="tabular">{data.total}</span>}
      </h2>
      {data && rows.length === 0 && <p className={classes.empty}>{t("work.none")}</p>}
      {rows.map((item) => (
        <Item key={item.id} item={item} chosen={item.id === chosen} />
      ))}
    </div>
  );
}

function Item({ item, chosen }: { item: WorkItem; chosen: boolean }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const me = useMe()?.agent_id;
  const Icon = workIcons[item.kind];
  const owner = item.owner_id === null ? "" : item.owner_id === me ? t("work.mine") : item.owner_name;
  return (
    <Link
      to={chosen ? "/" : `/?work=${item.id}`}
      className={classes.item}
      aria-current={chosen || undefined}
      data-testid="work-item"
      data-kind={item.kind}
    >
      <Icon size={16} className="dim" aria-hidden />
      <span className={classes.itemName}>{item.customer_name || groupedNumber(item.number)}</span>
      <span className={classes.itemSide}>
        <Due at={item.due_at} />
      </span>
      <span className={`${classes.itemMore} dim`}>
        {[t(`workKind.${item.kind}`), item.queue && queueName(item.queue), owner].filter(Boolean).join(" · ")}
      </span>
    </Link>
  );
}

const HOUR = 3_600_000;

/** When it was promised: how late it is, how soon it comes, or the day. */
export function Due({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const left = Date.parse(at) - useNow();
  if (left > HOUR || left < -24 * HOUR) return <span className="nowrap">{dateTime(at, i18n.language)}</span>;
  const late = left < 0;
  return (
    <span className={classes.due} data-late={late || undefined}>
      {t(late ? "work.since" : "work.in", { time: duration(Math.abs(left)) })}
    </span>
  );
}

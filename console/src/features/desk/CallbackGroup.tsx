import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallbackItem } from "@/api/generated/frames";
import { Callbacks } from "@/components/Callbacks";
import { dateTime, groupedNumber, hourMinute } from "@/components/format";
import { CallbackIcon } from "@/components/icons";
import { SidePanel } from "@/components/SidePanel";
import { Elapsed } from "@/components/Ticking";
import { useCallbacks } from "@/live/live";
import classes from "./Desk.module.css";

const SHOWN = 4;
const DAY = 24 * 3_600_000;

/** The callbacks that my queues have promised: the next ones here, all of them in a panel beside the work. */
export function CallbackGroup() {
  const { t } = useTranslation();
  const promised = useCallbacks();
  const [open, setOpen] = useState<string | null>(null);
  if (promised.length === 0 && open === null) return null;
  return (
    <div className={classes.group} data-testid="callback-group">
      <h2 className={`section-title ${classes.groupTitle}`}>
        {t("callbacks.title")}
        <span className="tabular">{promised.length}</span>
      </h2>
      {promised.slice(0, SHOWN).map((item) => (
        <Item key={item.key} item={item} open={() => setOpen(item.key)} />
      ))}
      <UnstyledButton className={classes.all} onClick={() => setOpen("")} data-testid="all-callbacks">
        {t("callbacks.all")}
      </UnstyledButton>
      {open !== null && (
        <SidePanel key={open} title={t("callbacks.title")} close={() => setOpen(null)} testId="callback-panel">
          <Callbacks chosen={open} />
        </SidePanel>
      )}
    </div>
  );
}

function Item({ item, open }: { item: CallbackItem; open: () => void }) {
  const { t, i18n } = useTranslation();
  const due = item.due_at;
  const soon = due !== null && Math.abs(Date.parse(due) - Date.now()) < DAY;
  return (
    <UnstyledButton className={classes.item} onClick={open} data-testid="callback-item">
      <CallbackIcon size={16} className="dim" aria-hidden />
      <span className={classes.itemName}>{item.customer_name || groupedNumber(item.number)}</span>
      <span className={classes.itemSide}>
        {due === null ? <Elapsed since={item.since} /> : soon ? hourMinute(due, i18n.language) : ""}
      </span>
      <span className={`${classes.itemMore} dim`}>
        {[
          item.state === "scheduled" && due !== null && !soon
            ? t("callbacks.scheduled", { when: dateTime(due, i18n.language) })
            : item.state === "scheduled"
              ? t("callbacks.putOff")
              : t(`callbacks.${item.state}`),
          item.queue,
        ].join(" · ")}
      </span>
    </UnstyledButton>
  );
}

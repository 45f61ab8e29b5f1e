import { Popover, Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { OfflineIcon, OnlineIcon, QueueIcon } from "@/components/icons";
import { OldestWait } from "@/components/OldestWait";
import { useLink, useMe, useQueues } from "@/live/live";
import classes from "./Shell.module.css";

/** How many wait in the queues I serve (all queues, for those who serve none); the queues on a click. */
export function QueuesWaiting() {
  const { t } = useTranslation();
  const mine = useMe()?.queues;
  const queues = useQueues().filter((queue) => mine === undefined || mine.includes(queue.id));
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  if (queues.length === 0) return null;
  return (
    <Popover position="bottom-end" shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes.tool} data-tone={waiting > 0 ? "wait" : "plain"}>
          <QueueIcon size={18} aria-hidden />
          <span className={`tabular ${classes.narrowHide}`} aria-hidden>
            {t("queues.waiting", { count: waiting })}
          </span>
          <span className={`tabular ${classes.narrowOnly}`} aria-hidden>
            {waiting}
          </span>
          <span className="visually-hidden">{t("queues.waiting", { count: waiting })}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        {queues.map((queue) => (
          <div key={queue.key} className={classes.queueRow}>
            <span>{queue.name}</span>
            <span className="tabular">
              {queue.waiting}
              {queue.oldest_since && (
                <>
                  {" · "}
                  <OldestWait queue={queue} />
                </>
              )}
            </span>
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

export function LinkHealth() {
  const { t } = useTranslation();
  const link = useLink();
  const Icon = link === "open" ? OnlineIcon : OfflineIcon;
  return (
    <Tooltip label={t(`connection.${link}`)}>
      <span
        className={`${classes.tool} ${link === "open" ? classes.narrowHide : ""}`}
        role="img"
        aria-label={t("health.line", { what: t("connection.label"), how: t(`connection.${link}`) })}
        data-tone={link === "open" ? "good" : "wait"}
      >
        <Icon size={18} aria-hidden />
      </span>
    </Tooltip>
  );
}

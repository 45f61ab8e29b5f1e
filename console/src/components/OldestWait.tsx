import { useTranslation } from "react-i18next";
import type { QueueItem } from "@/api/generated/frames";
import { useNow } from "@/live/clock";
import { duration } from "./format";
import { AlertIcon } from "./icons";
import classes from "./OldestWait.module.css";

/** How long the longest wait of a queue lasts; by sign, colour and word when it is beyond what the queue promises. */
export function OldestWait({ queue }: { queue: QueueItem }) {
  const { t } = useTranslation();
  const now = useNow();
  if (queue.oldest_since === null) return <span className="dim">–</span>;
  const waited = now - Date.parse(queue.oldest_since);
  const late = waited > queue.service_level_s * 1000;
  const target = t("queues.late", { target: duration(queue.service_level_s * 1000) });
  return (
    <span className={classes.wait} data-late={late} title={late ? target : undefined}>
      {late && <AlertIcon size={14} aria-hidden />}
      <span className="tabular" role="timer" aria-live="off">
        {duration(waited)}
      </span>
      {late && <span className="visually-hidden">{target}</span>}
    </span>
  );
}

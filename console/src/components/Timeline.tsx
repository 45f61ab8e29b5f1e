import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "@/api/generated/frames";
import { useAgentName, useQueueName } from "@/live/live";
import { clockTime, duration } from "./format";
import { useMomentText } from "./labels";
import { momentIcon } from "./moment-icon";
import { story } from "./story";
import classes from "./Timeline.module.css";
import { Why } from "./Why";

/** A call's story, each line with its time and its distance from the start. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const { t, i18n } = useTranslation();
  const text = useMomentText(useQueueName(), useAgentName());
  const start = entries[0] ? Date.parse(entries[0].at) : 0;
  return (
    <ol className={classes.list}>
      {story(entries).map((entry, index) => {
        const { Icon, tone } = momentIcon(entry.what, entry.detail);
        return (
          // A story only grows at its end.
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may carry the same time and word
          <li key={index} className={classes.line}>
            <span className={classes.mark} data-tone={tone}>
              <Icon size={14} aria-hidden />
            </span>
            <div className={classes.text}>
              {text(entry)}
              {entry.why && (
                <details className={classes.why}>
                  <summary>{t("why.ask")}</summary>
                  <Why why={entry.why} />
                </details>
              )}
            </div>
            <time className={classes.time} dateTime={entry.at} title={clockTime(entry.at, i18n.language)}>
              +{duration(Date.parse(entry.at) - start)}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { duration, stepName } from "@/components/format";
import { NextIcon } from "@/components/icons";
import { story } from "@/components/story";
import { useQueueName } from "@/live/live";
import classes from "./CallPane.module.css";

/** How the caller came here: menu steps, keys pressed, the queue and the wait in it. */
export function MenuPath({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const steps = story(call.timeline).flatMap(({ what, detail = "", queue = "" }) => {
    if (what === "step") return [stepName(detail)];
    if (what === "digit") return [t("call.pressed", { key: detail })];
    if (what === "queued") return [queueName(queue)];
    return [];
  });
  const queued = call.timeline.find(({ what }) => what === "queued");
  const end = call.connected_at ?? call.timeline.findLast(({ what }) => what === "offered")?.at;
  if (queued && end) steps.push(t("call.waited", { time: duration(Date.parse(end) - Date.parse(queued.at)) }));
  if (steps.length === 0) return null;
  return (
    <ol className={classes.path} aria-label={t("call.path")}>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the way only grows at its end, and a key may be pressed twice
        <li key={index}>
          {index > 0 && <NextIcon size={12} aria-hidden />}
          <span className={classes.step}>{step}</span>
        </li>
      ))}
    </ol>
  );
}

import { Button, Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { duration } from "@/components/format";
import { CheckIcon } from "@/components/icons";
import { ShortcutHint } from "@/components/ShortcutHint";
import { useRemaining } from "@/components/Ticking";
import { endWrapUp, extendWrapUp } from "@/live/commands";
import { useMe } from "@/live/live";
import classes from "./CallPane.module.css";

/** The time left for the paperwork, if it has an end: more of it, or none. Nothing ends before a disposition that the queue requires. */
export function WrapUpControls({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const holdsMe = useMe()?.state !== "ready";
  const ends = call.wrap_up_ends_at !== null;
  const lacks = call.disposition_required && call.disposition === "";
  const left = useRemaining(call.wrap_up_ends_at);
  const whole = Date.parse(call.wrap_up_ends_at ?? call.phase_since) - Date.parse(call.phase_since);
  return (
    <>
      {ends && (
        <>
          <span className={`${classes.countdown} tabular`} role="timer" aria-live="off">
            {t("wrapUp.left", { time: duration(left + 999) })}
          </span>
          <Progress value={whole > 0 ? (left / whole) * 100 : 0} color="violet" w={120} aria-hidden />
        </>
      )}
      <span className={classes.lacks} role="status" data-testid="wrap-up-lacks">
        {lacks && t("wrapUp.dispositionNeeded")}
      </span>
      <span className={classes.push} />
      {ends && holdsMe && (
        <Button variant="default" onClick={() => void run(extendWrapUp)} data-testid="wrap-up-extend">
          {t("wrapUp.extend")}
        </Button>
      )}
      <Button
        leftSection={<CheckIcon size={17} aria-hidden />}
        rightSection={holdsMe && <ShortcutHint name="ready" />}
        disabled={lacks}
        onClick={() => void run(endWrapUp)}
        data-testid="wrap-up-ready"
      >
        {t(holdsMe ? "wrapUp.ready" : "wrapUp.done")}
      </Button>
    </>
  );
}

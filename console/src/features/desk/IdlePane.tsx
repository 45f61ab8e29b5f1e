import { Button, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MeItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { duration } from "@/components/format";
import { useLabel } from "@/components/labels";
import { useObstacleText } from "@/components/obstacles";
import { usePhoneHint } from "@/components/phone-hint";
import { StateIcon } from "@/components/StateBadge";
import { Elapsed, useRemaining } from "@/components/Ticking";
import { askState } from "@/live/commands";
import { usePhone, usePhoneState } from "@/softphone/phone";
import classes from "./Desk.module.css";
import { WhyNoCalls } from "./WhyNoCalls";

/** No call: the agent sees whether the next one can ring here, and if not, why not. */
export function IdlePane({ me }: { me: MeItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const label = useLabel();
  const obstacle = useObstacleText();
  const pause = useRemaining(me.paused_until);
  const why = me.not_offered
    .map((reason) =>
      reason === "paused" && pause > 0 ? `${obstacle(reason)} (${duration(pause + 999)})` : obstacle(reason),
    )
    .join(t("app.listSeparator"));
  const ready = me.state === "ready";
  const off = me.state === "not_ready" || me.state === "logged_off";
  return (
    <div className={classes.idle}>
      <div className={classes.idleBox}>
        <div className={classes.idleMark} data-state={me.state}>
          <StateIcon state={me.state} size={34} />
        </div>
        <Title order={2} size="h3">
          {t(`state.${me.state}`)}
          {me.state === "not_ready" && me.reason !== "" && ` · ${label("reason", me.reason)}`}
        </Title>
        <Text c="dimmed" data-testid="offers">
          {why !== "" && (ready || off)
            ? t("statePicker.unreachable", { why })
            : ready
              ? t("desk.readyHint")
              : off
                ? t("desk.notReadyHint")
                : t("desk.otherTitle")}
        </Text>
        <div className={classes.idleTimer}>
          <Elapsed since={me.since} />
        </div>
        {off && (
          <Button size="md" onClick={() => void run(() => askState({ state: "ready", reason: "" }))}>
            {t("desk.goReady")}
          </Button>
        )}
        <WhyNot />
        <WhyNoCalls me={me} />
      </div>
    </div>
  );
}

function WhyNot() {
  const { t } = useTranslation();
  const phone = usePhone();
  const status = usePhoneState()?.status;
  const hint = usePhoneHint();
  if (phone === null || status === "registered" || status === "starting" || status === "connecting") return null;
  return (
    <div className={classes.hint} role="status">
      <Text size="sm">{hint}</Text>
      {status === "elsewhere" ? (
        <Button variant="light" onClick={() => phone.takeOver()} data-testid="take-over">
          {t("phone.takeOver")}
        </Button>
      ) : (
        <Button variant="light" onClick={() => void phone.checkMicrophone()} data-testid="check-microphone">
          {t("phone.checkAgain")}
        </Button>
      )}
    </div>
  );
}

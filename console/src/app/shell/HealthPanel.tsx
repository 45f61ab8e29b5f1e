import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { HeadsetSettings } from "@/components/HeadsetSettings";
import { AlertIcon, CheckIcon, WaitIcon } from "@/components/icons";
import { useObstacleText } from "@/components/obstacles";
import { usePhoneHint } from "@/components/phone-hint";
import { QualityBadge } from "@/components/QualityBadge";
import { useLink, useMe } from "@/live/live";
import type { DeskPhone, DeskPhoneState } from "@/softphone/desk-phone";
import classes from "./HealthPanel.module.css";

type Tone = "good" | "wait" | "bad";

/** Everything that must be well for a call to ring here and to be heard, line by line, with what to do about it. */
export function HealthPanel({ phone, state }: { phone: DeskPhone; state: DeskPhoneState }) {
  const { t } = useTranslation();
  const link = useLink();
  const me = useMe();
  const hint = usePhoneHint();
  const obstacle = useObstacleText();
  const { status, microphone, quality } = state;
  const notOffered = me?.not_offered ?? [];
  return (
    <div className={classes.panel}>
      <ul className={classes.checks} aria-label={t("health.title")}>
        <Check
          tone={status === "registered" ? "good" : status === "connecting" || status === "starting" ? "wait" : "bad"}
        >
          {t("health.line", { what: t("health.phone"), how: t(`phone.${status}`) })}
        </Check>
        <Check tone={microphone === "ready" ? "good" : microphone === "unknown" ? "wait" : "bad"}>
          {t("health.line", { what: t("health.microphone"), how: t(`microphone.${microphone}`) })}
        </Check>
        <Check tone={link === "open" ? "good" : link === "connecting" ? "wait" : "bad"}>
          {t("health.line", { what: t("health.page"), how: t(`connection.${link}`) })}
        </Check>
        <Check tone={notOffered.length === 0 ? "good" : "bad"}>
          {t("health.line", {
            what: t("health.offers"),
            how: notOffered.length === 0 ? t("health.offersOk") : obstacle(notOffered[0] ?? ""),
          })}
        </Check>
        {quality && (
          <li>
            <QualityBadge quality={quality} detailed />
          </li>
        )}
      </ul>
      {status !== "registered" && <p className={classes.hint}>{hint}</p>}
      {status === "elsewhere" && (
        <Button onClick={() => phone.takeOver()} data-testid="take-over">
          {t("phone.takeOver")}
        </Button>
      )}
      {status === "microphone" && <Button onClick={() => void phone.checkMicrophone()}>{t("phone.checkAgain")}</Button>}
      {status !== "elsewhere" && microphone === "ready" && <HeadsetSettings />}
      <AllowNotifications />
    </div>
  );
}

const icons = { good: CheckIcon, wait: WaitIcon, bad: AlertIcon };

function Check({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <li className={classes.check} data-tone={tone}>
      <Icon size={16} aria-hidden />
      <span>{children}</span>
    </li>
  );
}

function AllowNotifications() {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(
    typeof Notification === "undefined" ? "denied" : Notification.permission,
  );
  if (permission === "granted") return null;
  if (permission === "denied") return <p className={classes.hint}>{t("health.notificationsDenied")}</p>;
  return (
    <Button variant="default" onClick={() => void Notification.requestPermission().then(setPermission)}>
      {t("phone.allow")}
    </Button>
  );
}

import { Button, Popover, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { HeadsetIcon, HeadsetOffIcon } from "@/components/icons";
import { MicrophoneTest } from "@/components/MicrophoneTest";
import { usePhoneHint } from "@/components/phone-hint";
import { usePhone, usePhoneState } from "@/softphone/phone";
import classes from "./Shell.module.css";

/** Whether calls can ring here, and if not, why and what to do. */
export function PhoneHealth() {
  const { t } = useTranslation();
  const phone = usePhone();
  const state = usePhoneState();
  const hint = usePhoneHint();
  const [opened, setOpened] = useState(false);
  if (phone === null || state === null) return null;
  const { status } = state;
  const good = status === "registered";
  const tone = good ? "good" : status === "microphone" || status === "elsewhere" ? "bad" : "wait";
  const Icon = good ? HeadsetIcon : HeadsetOffIcon;
  return (
    <Popover position="bottom-end" shadow="md" opened={opened} onChange={setOpened} trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.tool}
          data-tone={tone}
          data-testid="phone-status"
          data-status={status}
          onClick={() => setOpened((before) => !before)}
        >
          <Icon size={18} aria-hidden />
          <span className={good ? classes.wide : undefined}>{t(`phone.${status}`)}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.health}>
          <Text size="sm">{hint}</Text>
          {status === "elsewhere" && (
            <Button onClick={() => phone.takeOver()} data-testid="take-over">
              {t("phone.takeOver")}
            </Button>
          )}
          {status === "microphone" && (
            <Button onClick={() => void phone.checkMicrophone()}>{t("phone.checkAgain")}</Button>
          )}
          {status !== "elsewhere" && status !== "microphone" && <MicrophoneTest />}
          <AllowNotifications />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function AllowNotifications() {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(
    typeof Notification === "undefined" ? "denied" : Notification.permission,
  );
  if (permission !== "default") return null;
  return (
    <Button variant="default" onClick={() => void Notification.requestPermission().then(setPermission)}>
      {t("phone.allow")}
    </Button>
  );
}

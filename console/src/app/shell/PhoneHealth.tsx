import { Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { HeadsetIcon, HeadsetOffIcon } from "@/components/icons";
import { useMe } from "@/live/live";
import { usePhone, usePhoneState } from "@/softphone/phone";
import { HealthPanel } from "./HealthPanel";
import classes from "./Shell.module.css";

/** Whether calls can ring here; why not, and the headset, on a click. */
export function PhoneHealth() {
  const { t } = useTranslation();
  const phone = usePhone();
  const state = usePhoneState();
  const me = useMe();
  const [opened, setOpened] = useState(false);
  if (phone === null || state === null) return null;
  const { status } = state;
  const registered = status === "registered";
  const good = registered && me?.not_offered.length === 0;
  const tone = good ? "good" : status === "microphone" || status === "elsewhere" ? "bad" : "wait";
  const Icon = registered ? HeadsetIcon : HeadsetOffIcon;
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
          <span className={good ? classes.wide : undefined}>
            {registered && !good ? t("health.notOffered") : t(`phone.${status}`)}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("health.title")}>
        <HealthPanel phone={phone} state={state} />
      </Popover.Dropdown>
    </Popover>
  );
}

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { AcceptIcon, HangUpIcon } from "@/components/icons";
import { ShortcutHint } from "@/components/ShortcutHint";
import { decline } from "@/live/commands";
import { usePhone, usePhoneState } from "@/softphone/phone";
import classes from "./CallPane.module.css";

/** Accept or decline. Accepting answers the SIP call; if its INVITE is still under way, it is answered on arrival. */
export function IncomingControls({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const phone = usePhone();
  const state = usePhoneState();
  const [asked, setAsked] = useState(false);
  const elsewhere = state?.status === "elsewhere";
  const asking = call.parties.find(({ owner, me }) => owner && !me);
  const accepting = asked || state?.session?.stage === "connecting";
  return (
    <>
      <Button
        size="md"
        color="green"
        leftSection={<AcceptIcon size={18} aria-hidden />}
        rightSection={<ShortcutHint name="accept" />}
        loading={accepting}
        disabled={elsewhere}
        autoFocus
        onClick={() => {
          setAsked(true);
          phone?.accept(call.id);
        }}
        data-testid="accept"
      >
        {t("call.accept")}
      </Button>
      <Button
        size="md"
        variant="default"
        leftSection={<HangUpIcon size={18} aria-hidden />}
        rightSection={<ShortcutHint name="decline" />}
        onClick={() => void run(() => decline(call.id))}
        data-testid="decline"
      >
        {t("call.decline")}
      </Button>
      {asking && (
        <span className={classes.asks} role="status">
          {t("call.asks", { who: asking.name || asking.number })}
        </span>
      )}
      {call.direction === "callback" && !asking && <span className={classes.asks}>{t("call.callbackPreview")}</span>}
      {elsewhere && (
        <>
          <span className={classes.push} />
          <Button variant="light" onClick={() => phone?.takeOver()} data-testid="take-over">
            {t("phone.takeOver")}
          </Button>
          <span className={classes.warning}>{t("call.phoneElsewhere")}</span>
        </>
      )}
    </>
  );
}

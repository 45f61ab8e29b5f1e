import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocalNow } from "@/live/clock";
import type { PageCall } from "@/softphone/page-call";
import { RemoteAudio } from "@/softphone/phone";
import classes from "./CallBox.module.css";
import { duration } from "./format";
import { AcceptIcon, HangUpIcon } from "./icons";
import { Keypad } from "./Keypad";

interface CallBoxProps {
  call: PageCall;
  /** What the button says before the first call. */
  label: string;
  dial: () => void;
  disabled?: boolean;
  /** Other words than the usual ones for why there is no call. */
  fault?: string;
  /** What stands beside the button to hang up. */
  children?: ReactNode;
}

/** A call that this page makes: its state, its time, its keys. */
export function CallBox({ call, label, dial, disabled, fault, children }: CallBoxProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.box}>
      {call.status !== "idle" && (
        <div className={classes.line}>
          <span className={classes.status} data-status={call.status} data-testid="call-status" role="status">
            {fault || t(`callPage.${call.status}`)}
          </span>
          {call.answeredAt !== null && <Passed since={call.answeredAt} />}
        </div>
      )}
      {call.active ? (
        <div className={classes.buttons}>
          <Button
            color="red"
            leftSection={<HangUpIcon size={18} aria-hidden />}
            onClick={call.hangUp}
            data-testid="call-hang-up"
          >
            {t("callPage.hangUp")}
          </Button>
          {children}
        </div>
      ) : (
        <Button
          color="green"
          leftSection={<AcceptIcon size={18} aria-hidden />}
          onClick={dial}
          disabled={disabled}
          data-testid="call-button"
        >
          {call.status === "idle" ? label : t("callPage.again")}
        </Button>
      )}
      {call.status === "talking" && <Keypad press={call.sendDigit} />}
      <RemoteAudio stream={call.remoteAudio} />
    </div>
  );
}

function Passed({ since }: { since: number }) {
  const now = useLocalNow();
  return (
    <span role="timer" aria-live="off" className="tabular">
      {duration(now - since)}
    </span>
  );
}

import { Button, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { HangUpIcon, HoldIcon, KeypadIcon, MicrophoneIcon, MutedIcon, ResumeIcon } from "@/components/icons";
import { Keypad } from "@/components/Keypad";
import { ShortcutHint } from "@/components/ShortcutHint";
import { useShortcut } from "@/components/shortcuts";
import { hangUp, hold } from "@/live/commands";
import { usePhone, usePhoneState } from "@/softphone/phone";
import classes from "./CallPane.module.css";

/** Mute and keypad are the phone's; hold and hang-up are the server's. */
export function CallControls({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const phone = usePhone();
  const session = usePhoneState()?.session ?? null;
  const [keypadOpen, keypad] = useDisclosure();
  const held = call.phase === "held";
  const canHold = held || call.phase === "talking";
  const muted = session?.muted === true;
  const toggleMute = () => phone?.setMuted(!muted);
  const toggleHold = () => void run(() => hold(call.id, !held));
  // If the server cannot be reached the phone itself ends the talk.
  const end = async () => {
    if (!(await run(() => hangUp(call.id)))) phone?.hangUp();
  };
  useShortcut("mute", toggleMute, session !== null);
  useShortcut("hold", toggleHold, canHold);
  useShortcut("keypad", keypad.toggle, session !== null);
  useShortcut("hang_up", () => void end());
  return (
    <>
      <Button
        variant={muted ? "filled" : "default"}
        color={muted ? "orange" : undefined}
        leftSection={muted ? <MutedIcon size={17} aria-hidden /> : <MicrophoneIcon size={17} aria-hidden />}
        disabled={session === null}
        onClick={toggleMute}
        aria-pressed={muted}
        data-testid="mute"
      >
        {muted ? t("call.unmute") : t("call.mute")}
      </Button>
      <Button
        variant={held ? "filled" : "default"}
        color={held ? "orange" : undefined}
        leftSection={held ? <ResumeIcon size={17} aria-hidden /> : <HoldIcon size={17} aria-hidden />}
        disabled={!canHold}
        onClick={toggleHold}
        aria-pressed={held}
        data-testid="hold"
      >
        {held ? t("call.resume") : t("call.hold")}
      </Button>
      <Popover
        opened={keypadOpen}
        onChange={keypad.toggle}
        onClose={keypad.close}
        position="bottom"
        shadow="md"
        trapFocus
      >
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<KeypadIcon size={17} aria-hidden />}
            disabled={session === null}
            onClick={keypad.toggle}
            data-testid="keypad"
          >
            {t("call.keypad")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t("keypad.label")}>
          <Keypad press={(digit) => phone?.sendDigit(digit)} />
        </Popover.Dropdown>
      </Popover>
      <span className={classes.push} />
      <Button
        color="red"
        leftSection={<HangUpIcon size={17} aria-hidden />}
        rightSection={<ShortcutHint name="hang_up" />}
        onClick={() => void end()}
        data-testid="hang-up"
      >
        {t("call.hangUp")}
      </Button>
      {muted && (
        <span className={classes.warning} role="status">
          {t("call.muted")}
        </span>
      )}
    </>
  );
}

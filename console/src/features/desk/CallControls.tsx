import { Button, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import {
  AddPersonIcon,
  HangUpIcon,
  HoldIcon,
  KeypadIcon,
  MicrophoneIcon,
  MutedIcon,
  PauseRecordingIcon,
  RecordIcon,
  ResumeIcon,
  TransferIcon,
  VoicemailIcon,
} from "@/components/icons";
import { Keypad } from "@/components/Keypad";
import { ShortcutHint } from "@/components/ShortcutHint";
import { useShortcut } from "@/components/shortcuts";
import { pauseRecording } from "@/live/call-commands";
import { machineAnswered } from "@/live/callback-commands";
import { hangUp, hold } from "@/live/commands";
import { usePhone, usePhoneState } from "@/softphone/phone";
import classes from "./CallPane.module.css";
import type { Purpose } from "./HandOn";

interface CallControlsProps {
  call: CallItem;
  /** What is open beneath the controls. */
  open: Purpose | null;
  show: (purpose: Purpose | null) => void;
}

/** Mute and keypad are the phone's; the rest is the server's, which says what may be done now. */
export function CallControls({ call, open, show }: CallControlsProps) {
  const { t } = useTranslation();
  const run = useRun();
  const phone = usePhone();
  const session = usePhoneState()?.session ?? null;
  const [keypadOpen, keypad] = useDisclosure();
  const may = (act: CallItem["acts"][number]) => call.acts.includes(act);
  const held = may("retrieve");
  const canHold = held || may("hold");
  const canTransfer = may("transfer") || may("consult") || may("to_menu");
  const paused = may("resume_recording");
  const canPause = paused || may("pause_recording");
  const togglePause = () => void run(() => pauseRecording(call.id, !paused));
  const toggle = (purpose: Purpose) => show(open === purpose ? null : purpose);
  const muted = session?.muted === true;
  const toggleMute = () => phone?.setMuted(!muted);
  const toggleHold = () => void run(() => hold(call.id, !held));
  // If the server cannot be reached the phone itself ends the talk.
  const end = async () => {
    if (!(await run(() => hangUp(call.id)))) phone?.hangUp();
  };
  useShortcut("mute", toggleMute, session !== null);
  useShortcut("hold", toggleHold, canHold);
  useShortcut("pause_recording", togglePause, canPause);
  useShortcut("keypad", keypad.toggle, session !== null);
  useShortcut("transfer", () => toggle("transfer"), canTransfer);
  useShortcut("conference", () => toggle("add"), may("add"));
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
      {call.mine && (
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
      )}
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
      {canPause && (
        <Button
          variant={paused ? "filled" : "default"}
          color={paused ? "orange" : undefined}
          leftSection={paused ? <RecordIcon size={17} aria-hidden /> : <PauseRecordingIcon size={17} aria-hidden />}
          onClick={togglePause}
          aria-pressed={paused}
          title={t("call.pauseHint")}
          data-testid="pause-recording"
        >
          {paused ? t("call.resumeRecording") : t("call.pauseRecording")}
        </Button>
      )}
      {canTransfer && (
        <Button
          variant={open === "transfer" ? "light" : "default"}
          leftSection={<TransferIcon size={17} aria-hidden />}
          onClick={() => toggle("transfer")}
          aria-expanded={open === "transfer"}
          data-testid="transfer"
        >
          {t("call.transfer")}
        </Button>
      )}
      {may("add") && (
        <Button
          variant={open === "add" ? "light" : "default"}
          leftSection={<AddPersonIcon size={17} aria-hidden />}
          onClick={() => toggle("add")}
          aria-expanded={open === "add"}
          data-testid="conference"
        >
          {t("call.add")}
        </Button>
      )}
      {may("answering_machine") && (
        <Button
          variant="default"
          leftSection={<VoicemailIcon size={17} aria-hidden />}
          onClick={() => void run(() => machineAnswered(call.id))}
          title={t("call.machineHint")}
          data-testid="answering-machine"
        >
          {t("call.machine")}
        </Button>
      )}
      <Button
        color="red"
        className={classes.end}
        leftSection={<HangUpIcon size={17} aria-hidden />}
        rightSection={<ShortcutHint name="hang_up" />}
        onClick={() => void end()}
        data-testid="hang-up"
      >
        {t(call.mine ? "call.hangUp" : "call.leave")}
      </Button>
      {muted && (
        <span className={classes.warning} role="status">
          {t("call.muted")}
        </span>
      )}
    </>
  );
}

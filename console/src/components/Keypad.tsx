import { Text, UnstyledButton } from "@mantine/core";
import { useEffectEvent, useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Keypad.module.css";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

interface KeypadProps {
  press: (digit: string) => void;
  /** What was pressed stands elsewhere. */
  quiet?: boolean;
  /** The computer's keys work wherever the focus is, but in a field. */
  everywhere?: boolean;
}

/** Twelve keys; the computer's keys work too, while the focus is inside or `everywhere`. */
export function Keypad({ press, quiet = false, everywhere = false }: KeypadProps) {
  const { t } = useTranslation();
  const [sent, setSent] = useState("");
  const send = (digit: string) => {
    setSent((before) => (before + digit).slice(-16));
    press(digit);
  };
  const typed = useEffectEvent((event: KeyboardEvent) => {
    if (!inField(event.target)) sendTyped(event);
  });
  const sendTyped = (event: KeyboardEvent) => {
    const held = event.ctrlKey || event.altKey || event.metaKey;
    if (/^[0-9*#]$/.test(event.key) && !held && !event.isComposing) send(event.key);
  };
  // Before it is painted: a key pressed at the sight of the keypad would be lost otherwise.
  useLayoutEffect(() => {
    if (!everywhere) return;
    document.addEventListener("keydown", typed);
    return () => document.removeEventListener("keydown", typed);
  }, [everywhere]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys inside take the focus; typing is a shortcut to them
    <div className={classes.keypad} onKeyDown={everywhere ? undefined : (event) => sendTyped(event.nativeEvent)}>
      {!quiet && (
        <Text component="output" aria-label={t("keypad.sent")} className={classes.sent}>
          {sent}
        </Text>
      )}
      {keys.map((key) => (
        <UnstyledButton
          key={key}
          className={classes.key}
          onClick={() => send(key)}
          aria-label={t("keypad.key", { key })}
          data-testid={`keypad-${key}`}
        >
          {key}
        </UnstyledButton>
      ))}
    </div>
  );
}

function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

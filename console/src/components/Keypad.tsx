import { Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Keypad.module.css";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** Twelve keys; the computer's keys work too while the focus is inside. `quiet` where what was pressed stands elsewhere. */
export function Keypad({ press, quiet = false }: { press: (digit: string) => void; quiet?: boolean }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState("");
  const send = (digit: string) => {
    setSent((before) => (before + digit).slice(-16));
    press(digit);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys inside take the focus; typing is a shortcut to them
    <div
      className={classes.keypad}
      onKeyDown={(event) => {
        if (/^[0-9*#]$/.test(event.key) && !event.nativeEvent.isComposing) send(event.key);
      }}
    >
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

import { Button, Group, Kbd, Text } from "@mantine/core";
import { Fragment, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { SidePanel } from "@/components/SidePanel";
import {
  combination,
  conflict,
  keyNames,
  type Refused,
  refused,
  type ShortcutName,
  shortcutNames,
} from "@/components/shortcut-keys";
import { useShortcuts } from "@/components/shortcuts";
import classes from "./ShortcutsHelp.module.css";

interface Wish {
  readonly name: ShortcutName;
  /** Pressed, but something else has these keys. */
  readonly keys?: string;
  readonly refused?: Refused;
}

/** The shortcuts, where they can be changed. It stands beside the call. */
export function ShortcutsHelp({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { keys, change, reset } = useShortcuts();
  const [wish, setWish] = useState<Wish | null>(null);

  const take = (event: KeyboardEvent) => {
    if (wish === null || wish.keys !== undefined || event.key === "Tab" || event.nativeEvent.isComposing) return;
    const pressed = combination(event.nativeEvent);
    if (pressed === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setWish(null);
    const reason = refused(pressed);
    if (reason !== null) return setWish({ name: wish.name, refused: reason });
    if (conflict(keys, wish.name, pressed) !== null) return setWish({ name: wish.name, keys: pressed });
    change(wish.name, pressed);
    setWish(null);
  };

  return (
    <SidePanel title={t("shortcuts.title")} close={close} testId="shortcuts">
      <Text size="sm" c="dimmed" mb="xs">
        {t("shortcuts.hint")}
      </Text>
      <div onKeyDownCapture={take}>
        {shortcutNames.map((name) => (
          <Row key={name} name={name} wish={wish?.name === name ? wish : null} ask={setWish} />
        ))}
      </div>
      <Group justify="flex-end" mt="md">
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            reset();
            setWish(null);
          }}
        >
          {t("shortcuts.reset")}
        </Button>
      </Group>
    </SidePanel>
  );
}

interface RowProps {
  name: ShortcutName;
  wish: Wish | null;
  ask: (wish: Wish | null) => void;
}

function Row({ name, wish, ask }: RowProps) {
  const { t } = useTranslation();
  const { keys, change } = useShortcuts();
  const button = useRef<HTMLButtonElement>(null);
  const taken = wish?.keys === undefined ? null : conflict(keys, name, wish.keys);
  return (
    <div className={classes.row} data-testid={`shortcut-${name}`}>
      <span>{t(`shortcuts.${name}`)}</span>
      <span className="nowrap">
        {wish !== null && taken === null ? t("shortcuts.press") : <Combination keys={keys[name]} />}
      </span>
      <Button
        ref={button}
        size="compact-xs"
        variant="subtle"
        onClick={() => ask(wish === null ? { name } : null)}
        aria-label={t(wish === null ? "shortcuts.changeLabel" : "shortcuts.cancelLabel", {
          action: t(`shortcuts.${name}`),
        })}
      >
        {wish === null ? t("shortcuts.change") : t("app.cancel")}
      </Button>
      <div className={classes.problem} role="status">
        {wish?.refused && t(`shortcuts.${wish.refused}`)}
        {taken !== null && wish?.keys && (
          <>
            <span>
              {t("shortcuts.taken", { keys: keyNames(wish.keys).join(" "), action: t(`shortcuts.${taken}`) })}
            </span>
            <Button
              size="compact-xs"
              variant="light"
              autoFocus
              onClick={() => {
                change(name, wish.keys ?? "");
                ask(null);
                button.current?.focus();
              }}
              data-testid="shortcut-exchange"
            >
              {t("shortcuts.exchange")}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function Combination({ keys }: { keys: string }) {
  return keyNames(keys).map((key, index) => (
    <Fragment key={key}>
      {index > 0 && " "}
      <Kbd>{key}</Kbd>
    </Fragment>
  ));
}

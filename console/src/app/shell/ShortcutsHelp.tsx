import { Button, Group, Kbd, Modal, Text } from "@mantine/core";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { keyName, type ShortcutName, shortcutNames, useShortcuts } from "@/components/shortcuts";
import { useCalls } from "@/live/live";
import classes from "./Shell.module.css";

/** The list of shortcuts, where they can be changed. It gives way as soon as a call rings. */
export function ShortcutsHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const { keys, change, reset } = useShortcuts();
  const [changing, setChanging] = useState<ShortcutName | null>(null);
  const ringing = useCalls().some((call) => call.phase === "ringing");
  useEffect(() => {
    if (ringing) close();
  }, [ringing, close]);

  const take = (event: KeyboardEvent) => {
    if (changing === null || ["Control", "Alt", "Shift", "Meta", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== "Escape") change(changing, event.code);
    setChanging(null);
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("shortcuts.title")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t("shortcuts.hint")}
      </Text>
      <div onKeyDownCapture={take}>
        {shortcutNames.map((name) => (
          <div key={name} className={classes.shortcut}>
            <span>{t(`shortcuts.${name}`)}</span>
            <span className="nowrap">
              {changing === name ? (
                t("shortcuts.press")
              ) : (
                <>
                  <Kbd>Ctrl</Kbd> <Kbd>Alt</Kbd> <Kbd>{keyName(keys[name])}</Kbd>
                </>
              )}
            </span>
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => setChanging(name)}
              aria-label={t("shortcuts.changeLabel", { action: t(`shortcuts.${name}`) })}
            >
              {t("shortcuts.change")}
            </Button>
          </div>
        ))}
      </div>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={reset}>
          {t("shortcuts.reset")}
        </Button>
      </Group>
    </Modal>
  );
}

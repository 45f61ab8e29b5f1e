import { Menu, SegmentedControl, Text, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AutoIcon, DarkIcon, LightIcon } from "./icons";
import classes from "./SchemeChoice.module.css";

const schemes = [
  { value: "auto", Icon: AutoIcon },
  { value: "light", Icon: LightIcon },
  { value: "dark", Icon: DarkIcon },
] as const;

function useScheme() {
  // Pausing transitions would take a <style> element, which the page's policy forbids.
  return useMantineColorScheme({ keepTransitions: true });
}

/** Light, dark or the system's, as items of a menu. */
export function SchemeItems() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useScheme();
  return (
    <>
      <Menu.Label>{t("scheme.label")}</Menu.Label>
      {schemes.map(({ value, Icon }) => (
        <Menu.Item
          key={value}
          role="menuitemradio"
          aria-checked={colorScheme === value}
          leftSection={<Icon size={16} aria-hidden />}
          rightSection={colorScheme === value ? "✓" : null}
          closeMenuOnClick={false}
          onClick={() => setColorScheme(value)}
        >
          {t(`scheme.${value}`)}
        </Menu.Item>
      ))}
    </>
  );
}

/** The same for pages without a menu. */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useScheme();
  return (
    <SegmentedControl
      size="xs"
      withItemsBorders={false}
      aria-label={t("scheme.label")}
      value={colorScheme}
      onChange={setColorScheme}
      data={schemes.map(({ value, Icon }) => ({
        value,
        label: (
          <>
            <Icon size={16} aria-hidden className={classes.icon} />
            <Text component="span" className="visually-hidden">
              {t(`scheme.${value}`)}
            </Text>
          </>
        ),
      }))}
    />
  );
}

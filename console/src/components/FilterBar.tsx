import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./FilterBar.module.css";

interface FilterBarProps {
  label: string;
  clear: () => void;
  /** Whether anything is filtered, so that there is something to clear. */
  filtered: boolean;
  children: ReactNode;
}

/** The filters over a list, and a button that clears them all. */
export function FilterBar({ label, clear, filtered, children }: FilterBarProps) {
  const { t } = useTranslation();
  return (
    <search className={classes.filters} aria-label={label}>
      {children}
      <Button
        variant="subtle"
        className={classes.clear}
        onClick={clear}
        disabled={!filtered}
        data-testid="filters-clear"
      >
        {t("interactions.clear")}
      </Button>
    </search>
  );
}

interface ChoiceFilterProps {
  label: string;
  value: string;
  set: (value: string) => void;
  choices: readonly { readonly value: string; readonly label: string }[];
  /** What is shown where nothing is chosen, if that is not everything. */
  any?: string;
  testId?: string;
}

/** One of several, or any. */
export function ChoiceFilter({ label, value, set, choices, any, testId }: ChoiceFilterProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      data={[{ value: "", label: any ?? t("interactions.any") }, ...choices]}
      data-testid={testId}
    />
  );
}

interface DaysFilterProps {
  since: string;
  until: string;
  set: (name: "since" | "until", value: string) => void;
}

/** From one day to another. */
export function DaysFilter({ since, until, set }: DaysFilterProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        type="date"
        label={t("interactions.from")}
        value={since}
        max={until || undefined}
        onChange={(event) => set("since", event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t("interactions.until")}
        value={until}
        min={since || undefined}
        onChange={(event) => set("until", event.currentTarget.value)}
      />
    </>
  );
}

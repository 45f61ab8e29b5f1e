import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgents, useQueues } from "@/live/live";
import { directions, type FilterName, type Filters } from "./filters";
import classes from "./Interactions.module.css";

/** How a contact can have ended, the common ways first. */
const outcomes = [
  "answered",
  "abandoned_in_menu",
  "abandoned_in_queue",
  "abandoned_ringing",
  "completed_in_menu",
  "left_voicemail",
  "callback_requested",
  "callback_cancelled",
  "callback_expired",
  "turned_away",
  "sent_outside",
  "busy",
  "no_answer",
  "rejected",
  "unreachable",
  "answering_machine",
  "cancelled",
  "failed",
] as const;

interface FilterBarProps {
  filters: Filters;
  set: (name: FilterName, value: string) => void;
  clear: () => void;
  filtered: boolean;
}

export function FilterBar({ filters, set, clear, filtered }: FilterBarProps) {
  const { t } = useTranslation();
  const queues = useQueues();
  const agents = useAgents();
  const any = { value: "", label: t("interactions.any") };
  return (
    <search className={classes.filters} aria-label={t("interactions.filters")}>
      <TextInput
        type="date"
        label={t("interactions.from")}
        value={filters.since}
        max={filters.until || undefined}
        onChange={(event) => set("since", event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t("interactions.until")}
        value={filters.until}
        min={filters.since || undefined}
        onChange={(event) => set("until", event.currentTarget.value)}
      />
      <NumberFilter value={filters.caller} set={(value) => set("caller", value)} />
      <NativeSelect
        label={t("interactions.queue")}
        value={filters.queue}
        onChange={(event) => set("queue", event.currentTarget.value)}
        data={[any, ...queues.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {agents.length > 0 && (
        <NativeSelect
          label={t("interactions.agent")}
          value={filters.agent}
          onChange={(event) => set("agent", event.currentTarget.value)}
          data={[any, ...agents.map(({ number, name }) => ({ value: number, label: `${number} ${name}` }))]}
        />
      )}
      <NativeSelect
        label={t("interactions.direction")}
        value={filters.direction}
        onChange={(event) => set("direction", event.currentTarget.value)}
        data={[any, ...directions.map((direction) => ({ value: direction, label: t(`direction.${direction}`) }))]}
        data-testid="filter-direction"
      />
      <NativeSelect
        label={t("interactions.outcome")}
        value={filters.outcome}
        onChange={(event) => set("outcome", event.currentTarget.value)}
        data={[any, ...outcomes.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) }))]}
      />
      <Button variant="subtle" onClick={clear} disabled={!filtered}>
        {t("interactions.clear")}
      </Button>
      {filters.flow && (
        <output>{[filters.flow, filters.revision, filters.step, filters.exit].filter(Boolean).join(" › ")}</output>
      )}
    </search>
  );
}

/** Asks the server only after a pause in typing. */
function NumberFilter({ value, set }: { value: string; set: (value: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(set, 400);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      type="search"
      inputMode="tel"
      label={t("interactions.caller")}
      value={typed}
      maxLength={32}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
  );
}

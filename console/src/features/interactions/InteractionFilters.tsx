import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceFilter, DaysFilter, FilterBar } from "@/components/FilterBar";
import { useAgents, useQueues } from "@/live/live";
import { directions, type FilterName, type Filters } from "./filters";

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
  "callback_reached",
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

interface InteractionFiltersProps {
  filters: Filters;
  set: (name: FilterName, value: string) => void;
  clear: () => void;
  filtered: boolean;
}

export function InteractionFilters({ filters, set, clear, filtered }: InteractionFiltersProps) {
  const { t } = useTranslation();
  const queues = useQueues();
  const agents = useAgents();
  return (
    <FilterBar label={t("interactions.filters")} clear={clear} filtered={filtered}>
      <DaysFilter since={filters.since} until={filters.until} set={set} />
      <NumberFilter value={filters.caller} set={(value) => set("caller", value)} />
      <ChoiceFilter
        label={t("interactions.queue")}
        value={filters.queue}
        set={(value) => set("queue", value)}
        choices={queues.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {agents.length > 0 && (
        <ChoiceFilter
          label={t("interactions.agent")}
          value={filters.agent}
          set={(value) => set("agent", value)}
          choices={agents.map(({ number, name }) => ({ value: number, label: `${number} ${name}` }))}
        />
      )}
      <ChoiceFilter
        label={t("interactions.direction")}
        value={filters.direction}
        set={(value) => set("direction", value)}
        choices={directions.map((direction) => ({ value: direction, label: t(`direction.${direction}`) }))}
        testId="filter-direction"
      />
      <ChoiceFilter
        label={t("interactions.outcome")}
        value={filters.outcome}
        set={(value) => set("outcome", value)}
        choices={outcomes.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) }))}
      />
      {filters.flow && (
        <output>{[filters.flow, filters.revision, filters.step, filters.exit].filter(Boolean).join(" › ")}</output>
      )}
    </FilterBar>
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

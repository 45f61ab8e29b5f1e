import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { useCodeWords, useWords } from "@/components/admin-words";
import { ChoiceFilter, DaysFilter, FilterBar } from "@/components/FilterBar";
import { CancelIcon } from "@/components/icons";
import { listThings } from "./admin-api";
import { type AuditFilters, auditKinds, deedsOf, type SetFilter, useWhatText } from "./audit-filters";

interface AuditFilterBarProps {
  filters: AuditFilters;
  set: SetFilter;
  clear: () => void;
  filtered: boolean;
  /** What is shown, which knows the names of those who are here no more. */
  rows: Schemas["AuditRowView"][];
}

export function AuditFilterBar({ filters, set, clear, filtered, rows }: AuditFilterBarProps) {
  const a = useWords();
  const word = useCodeWords();
  const whatText = useWhatText();
  const { data: people } = useQuery({
    queryKey: ["admin", "people", "everybody"],
    queryFn: () => listThings("people", { size: 200 }),
    staleTime: 60_000,
  });
  const actors = new Map<string, string>();
  for (const { id, value } of people?.rows ?? []) actors.set(id, value.name);
  for (const actor of ["cli", "demo", "-"]) actors.set(actor, word("actor", actor));
  const known = rows.find(({ actor }) => actor === filters.actor)?.actor_name;
  if (filters.actor !== "" && !actors.has(filters.actor)) actors.set(filters.actor, known || filters.actor);
  const about = rows.find(({ subject }) => subject === filters.subject);
  const subject = about?.subject_name || about?.changes[0]?.name || actors.get(filters.subject) || filters.subject;
  return (
    <FilterBar label={a("filters")} clear={clear} filtered={filtered}>
      <ChoiceFilter
        label={a("audit.kind")}
        value={filters.kind}
        set={(value) => set("kind", value)}
        choices={auditKinds.map((value) => ({ value, label: a(`${value}.title`) }))}
      />
      <ChoiceFilter
        label={a("audit.what")}
        value={filters.what}
        set={(value) => set("what", value)}
        choices={deedsOf(filters.kind).map((value) => ({ value, label: whatText(value) }))}
        testId="audit-what"
      />
      <ChoiceFilter
        label={a("audit.actor")}
        value={filters.actor}
        set={(value) => set("actor", value)}
        choices={[...actors].map(([value, label]) => ({ value, label }))}
        testId="audit-by"
      />
      <DaysFilter since={filters.since} until={filters.until} set={set} />
      {filters.subject !== "" && (
        <Button
          variant="light"
          rightSection={<CancelIcon size={14} aria-hidden />}
          onClick={() => set("subject", "")}
          title={a("audit.notOnly")}
          data-testid="audit-only"
        >
          {a("audit.only", { name: subject })}
        </Button>
      )}
    </FilterBar>
  );
}

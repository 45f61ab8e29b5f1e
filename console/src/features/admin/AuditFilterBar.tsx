import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useCodeWords, useWords } from "@/components/admin-words";
import { CancelIcon } from "@/components/icons";
import classes from "./Admin.module.css";
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
  const { t } = useTranslation();
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
  const any = { value: "", label: a("any") };
  return (
    <search className={classes.filters} aria-label={a("filters")}>
      <NativeSelect
        label={a("audit.kind")}
        value={filters.kind}
        onChange={(event) => set("kind", event.currentTarget.value)}
        data={[any, ...auditKinds.map((value) => ({ value, label: a(`${value}.title`) }))]}
      />
      <NativeSelect
        label={a("audit.what")}
        value={filters.what}
        onChange={(event) => set("what", event.currentTarget.value)}
        data={[any, ...deedsOf(filters.kind).map((value) => ({ value, label: whatText(value) }))]}
        data-testid="audit-what"
      />
      <NativeSelect
        label={a("audit.actor")}
        value={filters.actor}
        onChange={(event) => set("actor", event.currentTarget.value)}
        data={[any, ...[...actors].map(([value, label]) => ({ value, label }))]}
        data-testid="audit-by"
      />
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
      <Button variant="subtle" onClick={clear} disabled={!filtered} data-testid="audit-clear">
        {t("interactions.clear")}
      </Button>
    </search>
  );
}

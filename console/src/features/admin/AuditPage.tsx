import { Button, Title, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { http, type Schemas } from "@/api/client";
import { useCodeWords, useWords } from "@/components/admin-words";
import { useRun } from "@/components/failures";
import { fullDateTime } from "@/components/format";
import { HistoryIcon, ReturnIcon } from "@/components/icons";
import { Failure, Loading, Notice } from "@/components/Notice";
import classes from "./Admin.module.css";
import { AuditFilterBar } from "./AuditFilterBar";
import { restore, useRefresh } from "./admin-api";
import { auditQuery, type SetFilter, useAuditFilters, useWhatText } from "./audit-filters";
import changes from "./Change.module.css";
import { useSaved } from "./saved";

type Entry = Schemas["AuditRowView"];
type Change = Schemas["AuditChange"];

/** Who changed what, when, from what to what; changes can be taken back. What is looked for stands in the address. */
export function AuditPage() {
  const a = useWords();
  const { t } = useTranslation();
  const { filters, set, clear, filtered } = useAuditFilters();
  const query = auditQuery(filters);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ["admin", "audit", query],
    queryFn: async ({ pageParam }) => {
      const older = pageParam === 0 ? {} : { older_than: pageParam };
      const { data: page } = await http.GET("/api/v1/admin/audit", { params: { query: { ...query, ...older } } });
      return page as Schemas["AuditPageView"];
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  useEffect(() => {
    document.title = `${a("audit.title")} · ${t("app.name")}`;
  }, [a, t]);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <Title order={1} size="h3">
        {a("audit.title")}
      </Title>
      <p className={classes.lead}>{a("audit.lead")}</p>
      <AuditFilterBar filters={filters} set={set} clear={clear} filtered={filtered} rows={rows} />
      <div className={classes.panel}>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Notice icon={<HistoryIcon aria-hidden />} title={a("audit.empty")} hint={a("audit.emptyHint")} />
        ) : (
          rows.map((entry) => <EntryView key={entry.id} entry={entry} set={set} />)
        )}
      </div>
      {hasNextPage && (
        <div className={classes.pager}>
          <span className="dim tabular">{a("audit.shown", { count: rows.length })}</span>
          <Button
            variant="default"
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
            data-testid="audit-older"
          >
            {a("audit.older")}
          </Button>
        </div>
      )}
    </>
  );
}

function EntryView({ entry, set }: { entry: Entry; set: SetFilter }) {
  const a = useWords();
  const { t, i18n } = useTranslation();
  const word = useCodeWords();
  const whatText = useWhatText();
  const run = useRun();
  const tell = useSaved();
  const refresh = useRefresh();
  const [open, setOpen] = useState(false);
  const interaction = /^(?:recording|interaction)_/.test(entry.what) ? interactionOf(entry.subject) : "";
  const single = entry.touched <= 1 ? entry.subject || (entry.changes[0]?.key ?? "") : "";
  const names = entry.changes.slice(0, 3).map(({ name }) => name);
  return (
    <article className={changes.entry} data-testid="audit-entry" data-what={entry.what}>
      <div className={changes.entryHead}>
        <span className="dim tabular">{fullDateTime(entry.at, i18n.language)}</span>
        <strong>{whatText(entry.what)}</strong>
        <span className={changes.subject}>
          {single === "" ? (
            names.join(", ")
          ) : (
            <UnstyledButton
              className={changes.narrow}
              title={a("audit.onlyThis")}
              onClick={() => set("subject", single)}
              data-testid="audit-subject"
            >
              {names[0] || entry.subject_name || shortened(single)}
            </UnstyledButton>
          )}
          {interaction !== "" && (
            <Link className={`plain-link ${changes.call}`} to={`/interactions/${interaction}`}>
              {t("work.openCall")}
            </Link>
          )}
          {entry.touched > names.length && ` ${a("andMore", { count: entry.touched - names.length })}`}
        </span>
        <UnstyledButton
          className={`${changes.narrow} dim`}
          title={a("audit.onlyBy")}
          onClick={() => set("actor", entry.actor)}
          data-testid="audit-actor"
        >
          {entry.actor_name || word("actor", entry.actor)}
        </UnstyledButton>
        {entry.touched > 0 && (
          <Button size="xs" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? a("audit.hide") : a("audit.show")}
          </Button>
        )}
      </div>
      {open && (
        <>
          {entry.changes.map((change) => (
            <ChangeView key={`${change.kind}/${change.key}`} change={change} />
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<ReturnIcon size={14} aria-hidden />}
              onClick={() =>
                void run(async () => {
                  await restore(entry.id);
                  tell(0, a("undone"));
                  await refresh();
                })
              }
            >
              {a("audit.restore")}
            </Button>
          </div>
        </>
      )}
    </article>
  );
}

/** The interaction that a recording belongs to, or the interaction itself; empty for something else. */
function interactionOf(subject: string): string {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(subject)?.[0] ?? "";
}

/** Of an id that says nothing to people, its beginning. */
function shortened(id: string): string {
  return interactionOf(id) === "" ? id : `${id.slice(0, 8)}…`;
}

/** Field by field what was and what is. */
function ChangeView({ change }: { change: Change }) {
  const a = useWords();
  const fields = Object.keys({ ...change.before, ...change.after }).filter(
    (field) => JSON.stringify(change.before?.[field]) !== JSON.stringify(change.after?.[field]),
  );
  const shown = change.before && change.after ? fields : fields.filter((field) => isTold(change, field));
  return (
    <div className={changes.change}>
      <strong>{change.name}</strong>
      <span className="dim">{change.before ? a("audit.before") : a("audit.notThere")}</span>
      <span className="dim">{change.after ? a("audit.after") : a("audit.gone")}</span>
      {shown.map((field) => (
        <Field key={field} field={field} before={change.before?.[field]} after={change.after?.[field]} />
      ))}
    </div>
  );
}

function isTold(change: Change, field: string): boolean {
  const value: unknown = (change.after ?? change.before)?.[field];
  return typeof value !== "object" && value !== "" && value !== false && value !== null && field !== "id";
}

function Field({ field, before, after }: { field: string; before: unknown; after: unknown }) {
  const word = useCodeWords();
  return (
    <>
      <span>{word("field", field)}</span>
      <span className={changes.was}>{shownValue(before)}</span>
      <span className={changes.is}>{shownValue(after)}</span>
    </>
  );
}

function shownValue(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  if (typeof value !== "object") return String(value);
  const text = JSON.stringify(value, null, 1)
    .replaceAll(/["{}[\]\n]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return text === "" ? "–" : text;
}

import { Button, NativeSelect, TextInput, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { http, type Schemas } from "@/api/client";
import { useCodeWords, useWords } from "@/components/admin-words";
import { useRun } from "@/components/failures";
import { fullDateTime } from "@/components/format";
import { HistoryIcon, ReturnIcon } from "@/components/icons";
import { Failure, Loading, Notice } from "@/components/Notice";
import classes from "./Admin.module.css";
import { restore, useRefresh } from "./admin-api";
import changes from "./Change.module.css";
import { useSaved } from "./saved";

type Entry = Schemas["AuditRowView"];
type Change = Schemas["AuditChange"];

const kinds = ["people", "queues", "skills", "teams", "reasons", "dispositions", "numbers", "outgoing"] as const;

/** Who changed what, when, from what to what; changes can be taken back. */
export function AuditPage() {
  const a = useWords();
  const { t } = useTranslation();
  const [kind, setKind] = useState("");
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const query = { kind, since: dayStart(since, 0), until: dayStart(until, 1) };
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
      <search className={classes.filters} aria-label={a("filters")}>
        <NativeSelect
          label={a("audit.kind")}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
          data={[{ value: "", label: a("any") }, ...kinds.map((value) => ({ value, label: a(`${value}.title`) }))]}
        />
        <TextInput
          type="date"
          label={t("interactions.from")}
          value={since}
          max={until || undefined}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("interactions.until")}
          value={until}
          min={since || undefined}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </search>
      <div className={classes.panel}>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Notice icon={<HistoryIcon aria-hidden />} title={a("audit.empty")} hint={a("audit.emptyHint")} />
        ) : (
          rows.map((entry) => <EntryView key={entry.id} entry={entry} />)
        )}
      </div>
      {hasNextPage && (
        <div className={classes.pager}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {a("audit.older")}
          </Button>
        </div>
      )}
    </>
  );
}

function EntryView({ entry }: { entry: Entry }) {
  const a = useWords();
  const { i18n } = useTranslation();
  const word = useCodeWords();
  const run = useRun();
  const tell = useSaved();
  const refresh = useRefresh();
  const [open, setOpen] = useState(false);
  const [kind = "", verb] = entry.what.split(".");
  const what = verb === undefined ? word("what", entry.what) : `${word("kindMany", kind)}: ${word("verb", verb)}`;
  const names = entry.changes.slice(0, 3).map(({ name }) => name);
  return (
    <article className={changes.entry} data-testid="audit-entry" data-what={entry.what}>
      <div className={changes.entryHead}>
        <span className="dim tabular">{fullDateTime(entry.at, i18n.language)}</span>
        <strong>{what}</strong>
        <span>
          {names.join(", ") || entry.subject_name || entry.subject}
          {entry.touched > names.length && ` ${a("andMore", { count: entry.touched - names.length })}`}
        </span>
        <span className="dim">{entry.actor_name || word("actor", entry.actor)}</span>
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

function dayStart(day: string, daysLater: number): string | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (parts === null) return undefined;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + daysLater).toISOString();
}

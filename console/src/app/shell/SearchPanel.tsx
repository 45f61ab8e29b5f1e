import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/api/client";
import { useWords } from "@/components/admin-words";
import { useDialer } from "@/components/dialing";
import { dateTime, groupedNumber } from "@/components/format";
import { SearchIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import { useMarked } from "@/components/marked";
import { useWords as usePromptWords } from "@/components/prompt-words";
import type { Person } from "../session";
import { contactsPath, foundPlaces, isSearchable, type Place, pagesOf } from "./places";
import classes from "./Search.module.css";
import { type Entry, groups, SearchEntry } from "./SearchEntry";

const PATIENCE_MS = 200;
const FEW = 6;

interface SearchPanelProps {
  me: Person;
  actions: readonly Place[];
  open: (customerId: string) => void;
  close: () => void;
}

/** Type, go up and down, press Enter. The focus stays in the field; nothing is asked for while an input method composes. */
export function SearchPanel({ me, actions, open, close }: SearchPanelProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const dialer = useDialer();
  const label = useLabel();
  const [text, setText] = useState("");
  const [composed, setComposed] = useState("");
  const [asked] = useDebouncedValue(composed.trim(), PATIENCE_MS);
  const pages = usePages(me);
  const searchable = isSearchable(asked);
  const { data, error, isFetching, refetch } = api.useQuery(
    "get",
    "/api/v1/search",
    { params: { query: { text: asked } } },
    { enabled: searchable, placeholderData: keepPreviousData, staleTime: 5_000 },
  );
  const answer = searchable ? data : undefined;

  const places = foundPlaces([...pages, ...actions], composed);
  const all = contactsPath(asked);
  const entries: Entry[] = [
    ...(answer?.dial && dialer ? [{ group: "dial" as const, key: "dial", label: groupedNumber(answer.dial) }] : []),
    ...(answer?.customers ?? []).map((customer) => ({
      group: "customers" as const,
      key: `customer:${customer.id}`,
      label: customer.name,
      side: [customer.company, groupedNumber(customer.number)].filter(Boolean).join(" · "),
    })),
    ...(answer?.cases ?? []).map((line) => ({
      group: "cases" as const,
      key: `case:${line.id}`,
      label: `${line.number} ${line.subject}`,
      side: line.customer_name || groupedNumber(line.caller_number),
    })),
    ...(answer?.interactions ?? []).map((row) => ({
      group: "interactions" as const,
      key: `interaction:${row.id}`,
      label: row.customer_name || groupedNumber(row.caller_number) || t("call.anonymous"),
      side: `${label("outcome", row.outcome)} · ${dateTime(row.arrived_at, i18n.language)}`,
    })),
    ...(answer && all !== "" && answer.contacts > answer.interactions.length
      ? [
          {
            group: "interactions" as const,
            key: "all",
            label: t(answer.counted_all ? "search.allContacts" : "search.moreContacts", { count: answer.contacts }),
          },
        ]
      : []),
    ...(composed.trim() === "" ? places.slice(0, FEW) : places).map((place) => ({
      group: "places" as const,
      key: `place:${place.key}`,
      label: place.label,
      side: place.within ?? "",
    })),
  ];
  const { at, marked, mark, move, list, idOf, field } = useMarked(entries);

  const choose = (entry: Entry | null) => {
    if (entry === null) return;
    const [, id = ""] = entry.key.split(/:(.*)/s);
    close();
    if (entry.group === "dial") dialer?.(answer?.dial ?? "");
    else if (entry.group === "customers") open(id);
    else if (entry.group === "cases") void navigate(`/cases/${id}`);
    else if (entry.key === "all") void navigate(all);
    else if (entry.group === "interactions") void navigate(`/interactions/${id}`);
    else {
      const place = places.find((one) => one.key === id);
      if (place?.path) void navigate(place.path);
      else place?.act?.();
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) {
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      // What stands there may still belong to what was typed before.
      if (asked === composed.trim() && !(searchable && isFetching && !data)) choose(marked);
    }
    move(event);
  };
  const write = (typed: string, composing: boolean) => {
    setText(typed);
    if (composing) return;
    setComposed(typed);
    mark("");
  };
  const status = searchable && isFetching && !data ? t("search.asking") : t("search.found", { count: entries.length });
  return (
    <div className={classes.panel} data-testid="search-panel">
      <TextInput
        data-autofocus
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        leftSection={<SearchIcon size={16} aria-hidden />}
        value={text}
        onChange={(event) => write(event.currentTarget.value, (event.nativeEvent as InputEvent).isComposing)}
        onCompositionEnd={(event) => write(event.currentTarget.value, false)}
        onKeyDown={press}
        {...field}
        data-testid="search-text"
      />
      <div id={list} role="listbox" aria-label={t("search.label")} className={classes.list} tabIndex={-1}>
        {groups.map((group) => {
          const mine = entries.flatMap((entry, index) => (entry.group === group ? [{ entry, index }] : []));
          if (mine.length === 0) return null;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div key={group} role="group" aria-labelledby={`${list}-${group}`}>
              <div id={`${list}-${group}`} className={`section-title ${classes.heading}`} role="presentation">
                {t(`searchGroup.${group}`)}
              </div>
              {mine.map(({ entry, index }) => (
                <SearchEntry
                  key={entry.key}
                  entry={entry}
                  id={idOf(index)}
                  marked={index === at}
                  choose={() => choose(entry)}
                />
              ))}
            </div>
          );
        })}
      </div>
      {error && searchable ? (
        <p className={classes.told} role="alert">
          {t("search.failed")}{" "}
          <Button size="compact-xs" variant="light" onClick={() => void refetch()}>
            {t("app.retry")}
          </Button>
        </p>
      ) : (
        <p className={entries.length === 0 ? classes.told : "visually-hidden"} role="status">
          {entries.length === 0 && !isFetching ? t("search.nothing") : status}
        </p>
      )}
      <p className={classes.hint} aria-hidden>
        {t("search.keys")}
      </p>
    </div>
  );
}

/** The pages that the person may open, in the reader's words. */
function usePages(me: Person): Place[] {
  const { t } = useTranslation();
  const a = useWords();
  const p = usePromptWords();
  const labels: Record<string, string> = {
    "/": t("nav.desk"),
    "/day": t("nav.day"),
    "/interactions": t("nav.interactions"),
    "/cases": t("nav.cases"),
    "/knowledge": t("nav.knowledge"),
    "/board": t("nav.board"),
    "/flows": t("nav.flows"),
    "/prompts": t("nav.prompts"),
    "/prompts/speech": p("speech"),
    "/admin/people": a("people.title"),
    "/admin/queues": a("queues.title"),
    "/admin/skills": a("skills.title"),
    "/admin/teams": a("teams.title"),
    "/admin/reasons": a("reasons.title"),
    "/admin/dispositions": a("dispositions.title"),
    "/admin/numbers": a("numbers.title"),
    "/admin/hours": a("hours"),
    "/admin/outgoing": a("outgoing.title"),
    "/admin/audit": a("audit.title"),
  };
  const within = (path: string) =>
    path.startsWith("/admin/") ? t("nav.admin") : path === "/prompts/speech" ? t("nav.prompts") : "";
  return pagesOf(me).map((path) => ({ key: path, path, label: labels[path] ?? path, within: within(path) }));
}

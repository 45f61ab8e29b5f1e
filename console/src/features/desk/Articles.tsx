import { CloseButton, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { asRefusal, http } from "@/api/client";
import type { CallItem } from "@/api/generated/frames";
import { type ArticleLanguage, useFound } from "@/components/articles/articles";
import { MarkedText } from "@/components/articles/MarkedText";
import { ArticleIcon, SearchIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { useProblemText } from "@/components/labels";
import { ShortcutHint } from "@/components/ShortcutHint";
import { useShortcut } from "@/components/shortcuts";
import { ArticlePanel } from "./ArticlePanel";
import classes from "./Articles.module.css";

const SHOWN = 8;

interface Opened {
  readonly id: string;
  readonly language: ArticleLanguage;
}

/** Articles that may help with the call, each with the reason, and a search; what is opened stands beside the call. */
export function Articles({ call }: { call: CallItem }) {
  const k = useKnowledgeWords();
  const problem = useProblemText();
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState<Opened | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useShortcut("articles", () => field.current?.focus());
  const suggested = useSuggested(call);
  const found = useFound(typed, { limit: SHOWN });
  const searching = found.enabled;
  const failure = searching ? found.error : suggested.error;
  const down = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || event.nativeEvent.isComposing) return;
    const first = list.current?.querySelector("button");
    if (first) event.preventDefault();
    first?.focus();
  };
  return (
    <section className={classes.articles} aria-label={k("desk.title")} data-testid="articles">
      <h2 className="section-title">{k(searching ? "desk.results" : "desk.suggested")}</h2>
      <TextInput
        ref={field}
        size="xs"
        aria-label={k("search")}
        placeholder={k("search")}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed !== "" && !event.nativeEvent.isComposing) {
            event.stopPropagation();
            setTyped("");
          } else down(event);
        }}
        leftSection={<SearchIcon size={14} aria-hidden />}
        rightSectionWidth={typed === "" ? 92 : undefined}
        rightSection={
          typed === "" ? (
            <ShortcutHint name="articles" />
          ) : (
            <CloseButton size="xs" aria-label={k("clear")} onClick={() => setTyped("")} />
          )
        }
        data-testid="articles-search"
      />
      <p className="visually-hidden" role="status">
        {searching && found.data && !found.isPlaceholderData && k("found", { count: found.data.total })}
      </p>
      {failure && <p className={classes.empty}>{problem(asRefusal(failure))}</p>}
      {searching && found.data?.total === 0 && <p className={classes.empty}>{k("nothing")}</p>}
      {!searching && suggested.data?.length === 0 && <p className={classes.empty}>{k("desk.noneSuggested")}</p>}
      <ul ref={list} className={classes.list} aria-busy={searching && found.isPlaceholderData}>
        {searching
          ? found.data?.rows.map((row) => (
              <Entry key={row.id} open={() => setOpened(row)} current={opened?.id === row.id}>
                <span className={classes.title}>
                  <MarkedText text={row.title} marks={row.title_marks} />
                </span>
                <span className={classes.excerpt}>
                  <MarkedText text={row.excerpt} marks={row.excerpt_marks} />
                </span>
              </Entry>
            ))
          : suggested.data?.map((row) => (
              <Entry key={row.id} open={() => setOpened(row)} current={opened?.id === row.id} suggested>
                <span className={classes.title}>{row.title}</span>
                <span className={classes.why}>
                  {row.why.map(({ kind, text }) => k(`desk.why.${kind}`, { text })).join(" · ")}
                </span>
              </Entry>
            ))}
      </ul>
      {opened && (
        <ArticlePanel
          key={opened.id}
          id={opened.id}
          first={opened.language}
          callId={call.id}
          close={() => setOpened(null)}
        />
      )}
    </section>
  );
}

interface EntryProps {
  open: () => void;
  current: boolean;
  suggested?: boolean;
  children: ReactNode;
}

function Entry({ open, current, suggested, children }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        className={classes.entry}
        onClick={open}
        aria-expanded={current}
        data-testid={suggested ? "article-suggested" : "article-found"}
      >
        <ArticleIcon size={16} aria-hidden />
        <span className={classes.said}>{children}</span>
      </button>
    </li>
  );
}

/** Asked again when the queue, the way through the menu or the saved notes are others; what was there stays until then. */
function useSuggested({ id, queue_id, timeline, notes }: CallItem) {
  const way = timeline.filter(({ what }) => what === "step" || what === "digit" || what === "tag").length;
  return useQuery({
    queryKey: ["articles-suggested", id, queue_id, way, notes],
    queryFn: async () => (await http.GET("/api/v1/articles/suggested", { params: { query: { call: id } } })).data ?? [],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

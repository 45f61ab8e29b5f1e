import { Button, TextInput, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { http } from "@/api/client";
import { type ArticleLanguage, articleLanguages, useFound } from "@/components/articles/articles";
import { MarkedText } from "@/components/articles/MarkedText";
import { ChoiceFilter, FilterBar } from "@/components/FilterBar";
import { dateTime } from "@/components/format";
import { AddIcon, ArticleIcon, SearchIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { Failure, Loading, Notice } from "@/components/Notice";
import { useUrlFilters } from "@/components/url-filters";
import { useQueueName, useQueues } from "@/live/live";
import classes from "./Knowledge.module.css";
import { StateTag } from "./StateTag";

const names = ["text", "state", "language", "queue"] as const;
const states = ["draft", "in_review", "published", "archived"] as const;
const PAGE = 50;
type Filters = Record<(typeof names)[number], string>;

/** Every article that one may see; searched while one types, which finds what is published. */
export function ArticleListPage() {
  const { t } = useTranslation();
  const k = useKnowledgeWords();
  const queues = useQueues();
  const { filters, set, clear, filtered } = useUrlFilters(names);
  const searching = filters.text.trim() !== "";
  useEffect(() => {
    document.title = `${k("title")} · ${t("app.name")}`;
  }, [k, t]);
  return (
    <>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {k("title")}
        </Title>
        <span />
        <Button
          component={Link}
          to="/knowledge/new"
          leftSection={<AddIcon size={16} aria-hidden />}
          data-testid="article-new"
        >
          {k("write")}
        </Button>
      </div>
      <p className={classes.lead}>{k("lead")}</p>
      <FilterBar label={k("search")} clear={clear} filtered={filtered}>
        <TextInput
          className={classes.search}
          label={k("search")}
          placeholder={k("searchHint")}
          maxLength={100}
          value={filters.text}
          onChange={(event) => set("text", event.currentTarget.value)}
          leftSection={<SearchIcon size={16} aria-hidden />}
          data-testid="knowledge-search"
        />
        {!searching && (
          <ChoiceFilter
            label={k("state")}
            value={filters.state}
            set={(value) => set("state", value)}
            choices={states.map((value) => ({ value, label: k(`states.${value}`) }))}
            testId="knowledge-state"
          />
        )}
        <ChoiceFilter
          label={k("language")}
          value={filters.language}
          set={(value) => set("language", value)}
          choices={articleLanguages.map((value) => ({ value, label: k(`languages.${value}`) }))}
        />
        <ChoiceFilter
          label={k("queue")}
          value={filters.queue}
          set={(value) => set("queue", value)}
          choices={queues.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </FilterBar>
      {searching ? <Results filters={filters} /> : <Everything filters={filters} filtered={filtered} clear={clear} />}
    </>
  );
}

function Results({ filters: { text, language, queue } }: { filters: Filters }) {
  const k = useKnowledgeWords();
  const queueName = useQueueName();
  const found = useFound(text, { language: language as "" | ArticleLanguage, queue, limit: 50 });
  if (found.error) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const { rows, total, whole } = found.data;
  return (
    <>
      <p className="dim" role="status">
        {k("found", { count: total })}
      </p>
      {total === 0 && <Notice icon={<ArticleIcon aria-hidden />} title={k("nothing")} hint={k("nothingHint")} />}
      {total > 0 && !whole && <p className={classes.told}>{k("half")}</p>}
      {total > 0 && (
        <ul className={classes.list} aria-busy={found.isPlaceholderData}>
          {rows.map((row) => (
            <li key={row.id} className={classes.item}>
              <Link
                className={classes.row}
                to={`/knowledge/articles/${row.id}?language=${row.language}`}
                data-testid="knowledge-found"
              >
                <span>
                  <span className={classes.main} lang={row.language}>
                    <MarkedText text={row.title} marks={row.title_marks} />
                  </span>
                  <span className={classes.sub} lang={row.language}>
                    <MarkedText text={row.excerpt} marks={row.excerpt_marks} />
                  </span>
                </span>
                <span className={classes.aside}>{row.queues.map(queueName).join(", ") || k("allQueues")}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Everything({ filters, filtered, clear }: { filters: Filters; filtered: boolean; clear: () => void }) {
  const { t, i18n } = useTranslation();
  const k = useKnowledgeWords();
  const queueName = useQueueName();
  const { state, language, queue } = filters;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["articles", state, language, queue],
    initialPageParam: "",
    queryFn: async ({ pageParam }) => {
      const query = { state, language, queue, cursor: pageParam, limit: PAGE } as never;
      const { data: page } = await http.GET("/api/v1/articles", { params: { query } });
      if (!page) throw new Error("no articles");
      return page;
    },
    getNextPageParam: ({ next }) => next || undefined,
  });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const rows = data.pages.flatMap((page) => page.rows);
  if (rows.length === 0)
    return (
      <Notice
        icon={<ArticleIcon aria-hidden />}
        title={k(filtered ? "emptyFiltered" : "empty")}
        hint={k(filtered ? "emptyFilteredHint" : "emptyHint")}
      >
        {filtered && (
          <Button variant="default" onClick={clear}>
            {t("interactions.clear")}
          </Button>
        )}
      </Notice>
    );
  return (
    <>
      <p className="dim" role="status">
        {k("total", { count: data.pages[0]?.total ?? 0 })}
      </p>
      <ul className={classes.list}>
        {rows.map((row) => {
          const first = i18n.language === "en" ? "en" : "zh-CN";
          const [title, ...others] = articleLanguages
            .toSorted((a, b) => Number(b === first) - Number(a === first))
            .map((one) => row.titles[one] ?? "")
            .filter(Boolean);
          return (
            <li key={row.id} className={classes.item}>
              <Link className={classes.row} to={`/knowledge/articles/${row.id}`} data-testid="knowledge-article">
                <span>
                  <span className={classes.main}>{title ?? k("untitled")}</span>
                  <span className={classes.sub}>
                    {[...others, row.queues.map(queueName).join(", ") || k("allQueues"), row.editor_name]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </span>
                <span className={classes.aside}>
                  {dateTime(row.changed_at, i18n.language)}
                  <StateTag state={row.state} />
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {hasNextPage && (
        <Button
          className={classes.more}
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {k("more")}
        </Button>
      )}
    </>
  );
}

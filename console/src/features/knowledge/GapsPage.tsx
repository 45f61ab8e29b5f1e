import { Button, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { http } from "@/api/client";
import { useRun } from "@/components/failures";
import { dateTime } from "@/components/format";
import { SearchIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { Failure, Loading, Notice } from "@/components/Notice";
import classes from "./Knowledge.module.css";

/** What people looked for in vain, and a way to write it. */
export function GapsPage() {
  const { t, i18n } = useTranslation();
  const k = useKnowledgeWords();
  const run = useRun();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["articles-gaps"],
    initialPageParam: "",
    queryFn: async ({ pageParam: cursor }) => {
      const { data: page } = await http.GET("/api/v1/articles/gaps", { params: { query: { cursor } } });
      if (!page) throw new Error("no gaps");
      return page;
    },
    getNextPageParam: ({ next }) => next || undefined,
  });
  useEffect(() => {
    document.title = `${k("gaps")} · ${t("app.name")}`;
  }, [k, t]);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const dismiss = (gap_id: string) =>
    run(async () => {
      await http.DELETE("/api/v1/articles/gaps/{gap_id}", { params: { path: { gap_id } } });
      await refetch();
    });
  return (
    <>
      <Title order={1} size="h3">
        {k("gaps")}
      </Title>
      <p className={classes.lead}>{k("gap.lead")}</p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Notice icon={<SearchIcon aria-hidden />} title={k("gap.empty")} hint={k("gap.emptyHint")} />
      ) : (
        <div className={classes.panel}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{k("gap.text")}</th>
                <th>{k("gap.count")}</th>
                <th>{k("gap.last")}</th>
                <th>
                  <span className="visually-hidden">{k("gap.write")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} data-testid="knowledge-gap">
                  <td>{row.text}</td>
                  <td className="tabular">{row.count}</td>
                  <td>{dateTime(row.last_at, i18n.language)}</td>
                  <td>
                    <span className={classes.buttons}>
                      <Button
                        component={Link}
                        to={`/knowledge/new?title=${encodeURIComponent(row.text)}`}
                        size="compact-sm"
                        variant="default"
                        aria-label={k("gap.writeLabel", { text: row.text })}
                      >
                        {k("gap.write")}
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        aria-label={k("gap.dismissLabel", { text: row.text })}
                        onClick={() => void dismiss(row.id)}
                      >
                        {k("gap.dismiss")}
                      </Button>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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

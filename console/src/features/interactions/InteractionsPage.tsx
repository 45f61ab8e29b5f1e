import { Button, Title } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { ListIcon } from "@/components/icons";
import { Failure, Loading, Notice } from "@/components/Notice";
import { Pager } from "@/components/Pager";
import { queryOf, useFilters } from "./filters";
import { InteractionFilters } from "./InteractionFilters";
import classes from "./Interactions.module.css";
import { InteractionTable } from "./InteractionTable";

/** Finished calls, newest first, filtered and paged. */
export function InteractionsPage() {
  const { t } = useTranslation();
  const { filters, set, clear, filtered } = useFilters();
  const key = JSON.stringify(filters);
  const [pages, setPages] = useState<{ key: string; cursors: string[] }>({ key, cursors: [""] });
  // Other filters begin at the first page again.
  const cursors = pages.key === key ? pages.cursors : [""];
  const cursor = cursors.at(-1) ?? "";
  const { data, error, isPending, isPlaceholderData, refetch } = api.useQuery(
    "get",
    "/api/v1/interactions",
    { params: { query: queryOf(filters, cursor) } },
    { placeholderData: keepPreviousData, staleTime: 5_000 },
  );
  useEffect(() => {
    document.title = `${t("interactions.title")} · ${t("app.name")}`;
  }, [t]);

  return (
    <div className={classes.page}>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {t("interactions.title")}
        </Title>
        <span className="dim tabular" role="status">
          {data &&
            !error &&
            t(data.counted_all ? "interactions.total" : "interactions.moreThan", { count: data.total })}
        </span>
      </div>
      <InteractionFilters filters={filters} set={set} clear={clear} filtered={filtered} />
      <div className={classes.panel} aria-busy={isPlaceholderData}>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Loading />
        ) : data.rows.length === 0 ? (
          <Notice
            icon={<ListIcon aria-hidden />}
            title={filtered ? t("interactions.empty") : t("interactions.emptyAll")}
            hint={filtered ? t("interactions.emptyHint") : t("interactions.emptyAllHint")}
          >
            {filtered && (
              <Button variant="default" onClick={clear}>
                {t("interactions.clear")}
              </Button>
            )}
          </Notice>
        ) : (
          <InteractionTable rows={data.rows} />
        )}
      </div>
      {data && (
        <Pager
          cursors={cursors}
          next={data.next}
          waiting={isPlaceholderData}
          turn={(turned) => setPages({ key, cursors: turned })}
        />
      )}
    </div>
  );
}

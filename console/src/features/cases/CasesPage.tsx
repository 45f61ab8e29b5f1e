import { Button, Title } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/api/client";
import { NewCaseForm } from "@/components/cases/CaseForm";
import { useCaseWords } from "@/components/cases/case-words";
import { kinds, states } from "@/components/cases/cases";
import { ChoiceFilter, FilterBar } from "@/components/FilterBar";
import { AddIcon, ListIcon } from "@/components/icons";
import { Failure, Loading, Notice } from "@/components/Notice";
import { Pager } from "@/components/Pager";
import { SearchField } from "@/components/SearchField";
import { SidePanel } from "@/components/SidePanel";
import { useUrlFilters } from "@/components/url-filters";
import classes from "./CasesPage.module.css";
import { CaseTable } from "./CaseTable";

const names = ["text", "state", "kind", "mine", "overdue", "customer"] as const;
type Filters = Record<(typeof names)[number], string>;

const PAGE_SIZE = 50;

function queryOf(filters: Filters, cursor: string) {
  return {
    text: filters.text.slice(0, 64) || undefined,
    state: ([...states, "all"] as const).find((state) => state === filters.state),
    kind: kinds.find((kind) => kind === filters.kind),
    mine: filters.mine !== "" || undefined,
    overdue: filters.overdue !== "" || undefined,
    customer: /^[0-9a-f-]{36}$/.test(filters.customer) ? filters.customer : undefined,
    cursor: cursor || undefined,
    limit: PAGE_SIZE,
  };
}

/** Cases, oldest promise first, filtered and paged. */
export function CasesPage() {
  const { t } = useTranslation();
  const c = useCaseWords();
  const navigate = useNavigate();
  const { filters, set, clear, filtered } = useUrlFilters(names);
  const [making, setMaking] = useState(false);
  const key = JSON.stringify(filters);
  const [pages, setPages] = useState<{ key: string; cursors: string[] }>({ key, cursors: [""] });
  // Other filters begin at the first page again.
  const cursors = pages.key === key ? pages.cursors : [""];
  const { data, error, isPending, isPlaceholderData, refetch } = api.useQuery(
    "get",
    "/api/v1/cases",
    { params: { query: queryOf(filters, cursors.at(-1) ?? "") } },
    { placeholderData: keepPreviousData, staleTime: 5_000 },
  );
  useEffect(() => {
    document.title = `${c("title")} · ${t("app.name")}`;
  }, [c, t]);

  return (
    <div className={classes.page}>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {c("title")}
        </Title>
        <span className="dim tabular" role="status">
          {data && !error && c("total", { count: data.total })}
        </span>
        <Button leftSection={<AddIcon size={16} aria-hidden />} onClick={() => setMaking(true)} data-testid="case-new">
          {c("new")}
        </Button>
      </div>
      <p className={classes.lead}>{c("lead")}</p>
      <FilterBar label={c("filters")} clear={clear} filtered={filtered}>
        <SearchField
          label={c("search")}
          value={filters.text}
          set={(value) => set("text", value)}
          longest={64}
          testId="case-search"
        />
        <ChoiceFilter
          label={c("stateFilter")}
          value={filters.state}
          set={(value) => set("state", value)}
          any={c("openOnly")}
          choices={[
            { value: "all", label: c("allStates") },
            ...states.map((state) => ({ value: state, label: c(`state.${state}`) })),
          ]}
          testId="case-filter-state"
        />
        <ChoiceFilter
          label={c("kindFilter")}
          value={filters.kind}
          set={(value) => set("kind", value)}
          choices={kinds.map((kind) => ({ value: kind, label: c(`kind.${kind}`) }))}
        />
        <ChoiceFilter
          label={c("whose")}
          value={filters.mine}
          set={(value) => set("mine", value)}
          choices={[{ value: "1", label: c("mine") }]}
          testId="case-filter-mine"
        />
        <ChoiceFilter
          label={c("due")}
          value={filters.overdue}
          set={(value) => set("overdue", value)}
          choices={[{ value: "1", label: c("overdueOnly") }]}
          testId="case-filter-overdue"
        />
      </FilterBar>
      <div className={classes.panel} aria-busy={isPlaceholderData}>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Loading />
        ) : data.rows.length === 0 ? (
          <Notice
            icon={<ListIcon aria-hidden />}
            title={c(filtered ? "nothingFound" : "empty")}
            hint={c(filtered ? "nothingFoundHint" : "emptyHint")}
          >
            {filtered && (
              <Button variant="default" onClick={clear}>
                {t("interactions.clear")}
              </Button>
            )}
          </Notice>
        ) : (
          <CaseTable rows={data.rows} />
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
      {making && (
        <SidePanel title={c("new")} close={() => setMaking(false)} testId="new-case-panel">
          <NewCaseForm
            of={{}}
            asksNumber
            made={({ row }) => void navigate(`/cases/${row.id}`)}
            cancel={() => setMaking(false)}
          />
        </SidePanel>
      )}
    </div>
  );
}

/** What is owed to callers, as the desk keeps it up to date. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";
import { api, type Schemas } from "@/api/client";
import type { CallbackItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { useCallbacks } from "@/live/live";

export type WorkItem = Schemas["WorkItem"];
export type OwedKind = WorkItem["kind"];
export type Owed =
  | { readonly key: string; readonly item: WorkItem; readonly callback?: undefined }
  | { readonly key: string; readonly callback: CallbackItem; readonly item?: undefined };
export type Counts = Schemas["OwedCounts"];

export const owedKinds = ["callback", "voicemail", "fax", "missed", "follow_up"] as const satisfies readonly OwedKind[];

const PAGE = 12;
const LIST_PATH = "/api/v1/work-list";

/** The kind that the list is narrowed to and the entry that is open, both in the address, so that a reload keeps them. */
export function useWorkPlace() {
  const [search, setSearch] = useSearchParams();
  const narrowed = search.get("kind");
  const kind: OwedKind | "" = owedKinds.find((one) => one === narrowed) ?? "";
  const chosen = search.get("work") ?? "";
  const place = useCallback(
    (wanted: { kind?: string; work?: string }) => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(wanted)) {
        if (value === "") next.delete(name);
        else next.set(name, value);
      }
      return next;
    },
    [search],
  );
  return {
    kind,
    chosen,
    /** The address of an entry, or without one of the list alone. */
    to: (work: string) => `/?${place({ work })}`,
    narrow: (wanted: string) => setSearch(place({ kind: wanted }), { replace: true }),
    leave: () => setSearch(place({ work: "" }), { replace: true }),
  };
}

/** The list as the server orders it, page after page. Callbacks show how they stand this moment; one that is gone is left out. */
export function useOwed(kind: OwedKind | "") {
  const callbacks = useCallbacks();
  const queries = useQueryClient();
  const answer = api.useInfiniteQuery(
    "get",
    LIST_PATH,
    { params: { query: { kind, limit: PAGE } } },
    {
      pageParamName: "cursor",
      initialPageParam: "",
      getNextPageParam: (last: Schemas["OwedPage"]) => last.next || undefined,
      refetchInterval: 10_000,
    },
  );
  const pages = answer.data?.pages;
  // The server alone knows the order: when callbacks come, go or move, it is asked anew.
  const places = callbacks.map(({ key, since, due_at }) => `${key} ${due_at ?? since}`).join();
  const known = useRef(places);
  useEffect(() => {
    if (known.current === places) return;
    known.current = places;
    void queries.invalidateQueries({ queryKey: ["get", LIST_PATH] });
  }, [places, queries]);
  const rows = useMemo(() => {
    const live = new Map(callbacks.map((callback) => [callback.key, callback]));
    const listed = new Map<string, Owed>();
    for (const row of pages?.flatMap((page) => page.rows) ?? []) {
      if (row.type === "item") listed.set(row.item.id, { key: row.item.id, item: row.item });
      else {
        const callback = live.get(row.callback.key);
        if (callback) listed.set(callback.key, { key: callback.key, callback });
      }
    }
    return [...listed.values()];
  }, [pages, callbacks]);
  return { ...answer, rows, counts: pages?.[0]?.counts ?? null };
}

/** The entry that was chosen; one that is on no page, or closed meanwhile, is asked for, so that the closing can be undone. */
export function useChosenWork(id: string, kind: OwedKind | ""): Owed | null {
  const callback = useCallbacks().find(({ key }) => key === id);
  const open = useOwed(kind).rows.find((row) => row.key === id) ?? null;
  const elsewhere = id !== "" && !id.startsWith("callback:") && open === null;
  const { data: item } = api.useQuery(
    "get",
    "/api/v1/work/{item_id}",
    { params: { path: { item_id: id } } },
    { enabled: elsewhere, refetchInterval: 10_000 },
  );
  if (callback) return { key: id, callback };
  return open ?? (elsewhere && item ? { key: id, item } : null);
}

/** Runs a command about the work list and looks at the list again, whatever came of it: somebody else may have been faster. */
export function useWorkCommand(): (command: () => Promise<void>) => Promise<boolean> {
  const run = useRun();
  const queries = useQueryClient();
  return useCallback(
    async (command) => {
      const done = await run(command);
      await Promise.all(
        [LIST_PATH, "/api/v1/work/{item_id}"].map((path) => queries.invalidateQueries({ queryKey: ["get", path] })),
      );
      return done;
    },
    [run, queries],
  );
}

/** What is owed to callers, as the desk keeps it up to date. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, type Schemas } from "@/api/client";
import { useRun } from "@/components/failures";

type WorkItem = Schemas["WorkItem"];

const query = { params: { query: { limit: 100 } } };
const options = api.queryOptions("get", "/api/v1/work", query);

/** The open items, oldest promise first. */
export function useWork() {
  return api.useQuery("get", "/api/v1/work", query, { refetchInterval: 10_000 });
}

/** The item that was chosen; one that is closed meanwhile stays, so that the closing can be undone. */
export function useChosenWork(id: string): WorkItem | null {
  const open = useWork().data?.rows.find((row) => row.id === id) ?? null;
  const { data: closed } = api.useQuery(
    "get",
    "/api/v1/work",
    { params: { query: { state: "closed", mine: true, limit: 50 } } },
    { enabled: id !== "" && open === null, refetchInterval: 10_000 },
  );
  return open ?? closed?.rows.find((row) => row.id === id) ?? null;
}

/** Runs a command about the work list and looks at the list again, whatever came of it: somebody else may have been faster. */
export function useWorkCommand(): (command: () => Promise<void>) => Promise<boolean> {
  const run = useRun();
  const queries = useQueryClient();
  return useCallback(
    async (command) => {
      const done = await run(command);
      await queries.invalidateQueries({ queryKey: options.queryKey.slice(0, 2) });
      return done;
    },
    [run, queries],
  );
}

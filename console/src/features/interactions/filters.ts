/** The filters of the list live in the address, so that a view can be kept and shared. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { dayStart } from "@/components/zone";

export const filterNames = ["since", "until", "caller", "agent", "queue", "direction", "outcome"] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Record<FilterName, string>;

export const directions = ["inbound", "outbound", "callback", "internal"] as const;

export const PAGE_SIZE = 50;

export function useFilters() {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(
    () => Object.fromEntries(filterNames.map((name) => [name, params.get(name) ?? ""])) as Filters,
    [params],
  );
  const set = useCallback(
    (name: FilterName, value: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === "") next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(() => setParams({}, { replace: true }), [setParams]);
  return { filters, set, clear, filtered: filterNames.some((name) => filters[name] !== "") };
}

/** The filters as the server wants them: whole days in the site's zone as moments, numbers without spaces. */
export function queryOf(filters: Filters, cursor: string) {
  return {
    since: dayStart(filters.since, 0),
    until: dayStart(filters.until, 1),
    caller: filters.caller.replaceAll(/[\s()-]/g, "") || undefined,
    agent: filters.agent || undefined,
    queue: filters.queue || undefined,
    direction: directions.find((direction) => direction === filters.direction),
    outcome: filters.outcome || undefined,
    cursor: cursor || undefined,
    limit: PAGE_SIZE,
  };
}

/** Filters of a list that live in the address, so that a view can be kept and shared. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** `also` may change what else stands in the address when a filter is set. */
export function useUrlFilters<Name extends string>(
  names: readonly Name[],
  also?: (next: URLSearchParams, name: Name, value: string) => void,
) {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(
    () => Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<Name, string>,
    [names, params],
  );
  const set = useCallback(
    (name: Name, value: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === "") next.delete(name);
          else next.set(name, value);
          also?.(next, name, value);
          return next;
        },
        { replace: true },
      ),
    [setParams, also],
  );
  const clear = useCallback(() => setParams({}, { replace: true }), [setParams]);
  return { filters, set, clear, filtered: names.some((name) => filters[name] !== "") };
}

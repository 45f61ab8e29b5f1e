/** Which case is open beside the call, in the address, so that there is one at a time and a reload keeps it. */

import { useSearchParams } from "react-router";

export const NEW_CASE = "new";

/** The open case of a call, or `NEW_CASE`. What was open beside another call is not open beside this one. */
export function useCasePlace(callId: string) {
  const [search, setSearch] = useSearchParams();
  const [of, shown = ""] = (search.get("case") ?? "").split(".");
  return {
    shown: of === callId ? shown : "",
    show: (id: string) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (id === "") next.delete("case");
          else {
            next.set("case", `${callId}.${id}`);
            // They would stand in the same place.
            next.delete("work");
          }
          return next;
        },
        { replace: true },
      ),
  };
}

/** The promised callbacks, kept up to date while somebody looks. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "@/api/client";
import type { CallbackItem } from "@/live/callback-commands";
import { useRun } from "./failures";
import { groupedNumber } from "./format";

const options = api.queryOptions("get", "/api/v1/callbacks", {});

/** Longest wait first; agents see those of their queues. */
export function useCallbacks() {
  return api.useQuery("get", "/api/v1/callbacks", {}, { refetchInterval: 5_000 });
}

/** Runs a command about callbacks and looks at the list again, whatever came of it. */
export function useCallbackCommand(): (command: () => Promise<void>) => Promise<boolean> {
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

/** Those whose customer, number or queue holds what was typed; digits are compared without what people write between them. Pure. */
export function foundCallbacks(items: readonly CallbackItem[], typed: string): CallbackItem[] {
  const wanted = fold(typed);
  if (wanted === "") return [...items];
  const digits = wanted.replace(/[\s()./-]/g, "");
  return items.filter(
    ({ number, customer_name, queue }) =>
      [customer_name, queue, groupedNumber(number)].some((text) => fold(text).includes(wanted)) ||
      (digits !== "" && number.includes(digits)),
  );
}

function fold(text: string): string {
  return text.trim().toLocaleLowerCase().normalize("NFKC");
}

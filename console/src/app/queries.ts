import { QueryClient } from "@tanstack/react-query";
import { asRefusal } from "@/api/client";

/** Answers that say "you may not" or "there is none" are final; a lost connection is tried again. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && asRefusal(error).status === 0,
      },
    },
  });
}

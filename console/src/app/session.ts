import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { api, http, type Schemas } from "@/api/client";
import { speak } from "./i18n";

export type Person = Schemas["Me"];

const session = api.queryOptions("get", "/api/v1/session", {});

/** Who is signed in, and how to come and go. */
export function useSession() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data, error, isPending, refetch } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });

  const signedIn = useCallback(
    (me: Person) => {
      queries.clear();
      queries.setQueryData(session.queryKey, me);
      if (me.language) speak(me.language);
      void navigate(returnPath(), { replace: true });
    },
    [queries, navigate],
  );

  const signOut = useCallback(async () => {
    await http.DELETE("/api/v1/session");
    queries.clear();
    void navigate("/sign-in");
  }, [queries, navigate]);

  return { me: data, error, isPending, refetch, signedIn, signOut };
}

/** Where to go after signing in: only pages of our own. */
export function returnPath(search = location.search): string {
  const wanted = new URLSearchParams(search).get("to") ?? "/";
  return wanted.startsWith("/") && !wanted.startsWith("//") && !wanted.startsWith("/\\") ? wanted : "/";
}

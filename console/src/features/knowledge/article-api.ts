/** Reading and changing one article. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, http, type Schemas } from "@/api/client";
import type { Article, Content } from "@/components/articles/articles";

export type Act = Exclude<Article["acts"][number], "edit">;
type Revision = Schemas["RevisionRow"];

export function useArticle(id: string, enabled = true) {
  return api.useQuery(
    "get",
    "/api/v1/articles/{article_id}",
    { params: { path: { article_id: id } } },
    { enabled, staleTime: 0 },
  );
}

export function useRevisions(id: string) {
  return api.useQuery("get", "/api/v1/articles/{article_id}/revisions", { params: { path: { article_id: id } } });
}

/** After a change, everything that shows articles asks again. */
export function useChanged() {
  const queries = useQueryClient();
  return useCallback(
    () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey.some((part) => typeof part === "string" && part.includes("articles")),
      }),
    [queries],
  );
}

export async function doTo({ id, version }: Article, act: Act, remark = ""): Promise<void> {
  await http.POST("/api/v1/articles/{article_id}/{act}", {
    params: { path: { article_id: id, act } },
    body: { version, remark },
  });
}

export async function bringBack({ id, version }: Article, { revision }: Revision): Promise<void> {
  await http.POST("/api/v1/articles/{article_id}/restore", {
    params: { path: { article_id: id } },
    body: { version, revision },
  });
}

/** The article after it was written: a new one without an id. */
export async function write(id: string | undefined, version: number, content: Content): Promise<Article> {
  const { data } = id
    ? await http.PUT("/api/v1/articles/{article_id}", {
        params: { path: { article_id: id } },
        body: { version, content },
      })
    : await http.POST("/api/v1/articles", { body: content });
  if (!data) throw new Error("no article");
  return data;
}

/** Articles on the server: what they are called, and searching them while somebody types. */

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, http, type Schemas } from "@/api/client";

export type Article = Schemas["ArticlePage"];
export type Content = Schemas["ArticleContent"];
export type Found = Schemas["FoundArticle"];
export type ArticleLanguage = Found["language"];

export const articleLanguages: readonly ArticleLanguage[] = ["zh-CN", "en"];

const TYPING_MS = 200;
const SETTLED_MS = 2_500;

/** The languages that a content has, the preferred one first. */
export function languagesOf({ texts }: Content, preferred?: string): ArticleLanguage[] {
  const there = articleLanguages.filter((language) => texts[language] !== undefined);
  return there.sort((a, b) => Number(b === preferred) - Number(a === preferred));
}

interface Sought {
  language?: "" | ArticleLanguage;
  queue?: string;
  limit?: number;
}

/** What speaks of the typed text. Where nothing does and nobody types on, that is told to those who write articles. */
export function useFound(typed: string, { language = "", queue = "", limit = 20 }: Sought = {}) {
  const [text] = useDebouncedValue(typed.trimStart(), TYPING_MS);
  const enabled = text.trim() !== "" && typed.trim() !== "";
  const query = api.useQuery(
    "get",
    "/api/v1/articles/search",
    { params: { query: { text, language, queue, limit } } },
    { enabled, placeholderData: keepPreviousData, staleTime: 10_000 },
  );
  const missed = enabled && !query.isPlaceholderData && query.data?.total === 0 && language === "" && queue === "";
  useEffect(() => {
    if (!missed || text !== typed.trimStart()) return;
    const timer = setTimeout(() => void tellGap(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [missed, text, typed]);
  return { ...query, enabled };
}

const told = new Set<string>();

/** Once per page and text. */
async function tellGap(text: string) {
  if (told.has(text)) return;
  told.add(text);
  await http.POST("/api/v1/articles/gaps", { body: { text } }).catch(() => told.delete(text));
}

/** The prompt library, for the pages that look into it. */

import { api, http, type Schemas } from "@/api/client";

export type Language = "zh-CN" | "en";
export const languages: readonly Language[] = ["zh-CN", "en"];
export type Prompt = Schemas["PromptItem"];
export type PromptDetail = Schemas["PromptDetail"];

export function usePrompts(search: string, language: string, limit: number) {
  const query = { search, limit, ...(language ? { language: language as Language } : {}) };
  return api.useQuery("get", "/api/v1/prompts", { params: { query } }, { placeholderData: (before) => before });
}

export function usePrompt(id: string, enabled = true) {
  return api.useQuery("get", "/api/v1/prompts/{prompt_id}", { params: { path: { prompt_id: id } } }, { enabled });
}

export async function savePrompt(id: string, draft: Schemas["PromptDraft"]): Promise<Prompt> {
  const { data } = await http.PUT("/api/v1/prompts/{prompt_id}", { params: { path: { prompt_id: id } }, body: draft });
  return data as Prompt;
}

export function soundOf(id: string, language: Language, version?: number): string {
  const which = version === undefined ? "" : `?version=${version}`;
  return `/api/v1/prompts/${encodeURIComponent(id)}/contents/${language}/sound${which}`;
}

/** What can be read in an address; Chinese names have none and are left to be written. */
export function shortNameOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
}

/** The console's languages, and which one this browser was told to use. */

import type { Schemas } from "@/api/client";

export type Language = Schemas["LanguageChoice"]["language"];
export const languages: readonly Language[] = ["zh-CN", "en"];

const STORED = "ringdesk.language";

/** What was chosen here before, else what the browser prefers. */
export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "en" || stored === "zh-CN") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** Somebody picked a language: the next visit begins with it. */
export function rememberLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
}

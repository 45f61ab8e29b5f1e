/** What is being written: kept in this tab until the server has it. Checks are pure. */

import { useEffect, useMemo, useState } from "react";
import { type ArticleLanguage, articleLanguages, type Content } from "@/components/articles/articles";

export interface TextDraft {
  readonly title: string;
  readonly body: string;
  readonly keywords: string;
}

export interface ContentDraft {
  readonly texts: Readonly<Record<ArticleLanguage, TextDraft>>;
  readonly queues: readonly string[];
}

/** The typed content, and the version of the article that it was begun from. */
export interface Kept {
  readonly version: number;
  readonly value: ContentDraft;
}

export type Check = "complete" | "optional" | "needsTitle" | "needsBody";

const nothing: TextDraft = { title: "", body: "", keywords: "" };

export function draftOf(content?: Content | null, title = ""): ContentDraft {
  const text = (language: ArticleLanguage): TextDraft => {
    const found = content?.texts[language];
    return found
      ? { title: found.title ?? "", body: found.body ?? "", keywords: (found.keywords ?? []).join(", ") }
      : nothing;
  };
  const texts = { "zh-CN": text("zh-CN"), en: text("en") };
  if (content || title === "") return { texts, queues: content?.queues ?? [] };
  const language = /\p{Script=Han}/u.test(title) ? "zh-CN" : "en";
  return { texts: { ...texts, [language]: { ...nothing, title } }, queues: [] };
}

export function contentOf({ texts, queues }: ContentDraft): Content {
  const written = articleLanguages.filter((language) => checkOf(texts[language]) !== "optional");
  return {
    texts: Object.fromEntries(
      written.map((language) => {
        const { title, body, keywords } = texts[language];
        return [language, { title, body, keywords: wordsOf(keywords) }];
      }),
    ),
    queues: [...queues],
  };
}

export function checkOf({ title, body, keywords }: TextDraft): Check {
  if ([title, body, keywords].every((text) => text.trim() === "")) return "optional";
  if (title.trim() === "") return "needsTitle";
  return body.trim() === "" ? "needsBody" : "complete";
}

export function isComplete({ texts }: ContentDraft): boolean {
  const checks = articleLanguages.map((language) => checkOf(texts[language]));
  return checks.includes("complete") && checks.every((check) => check === "complete" || check === "optional");
}

/** Keywords as people separate them, in either language. */
export function wordsOf(typed: string): string[] {
  const words = typed.split(/[,，、;；\n]/).map((word) => word.trim().slice(0, 60));
  return [...new Set(words.filter(Boolean))].slice(0, 20);
}

/** `stored` is what the server has. What was typed and not saved is found again after a reload. */
export function useKept(place: string, stored: Kept) {
  const key = `ringdesk.article.${place}`;
  const [begun] = useState<Kept | null>(() => read(key));
  const [kept, setKept] = useState<Kept>(begun ?? stored);
  const [original, setOriginal] = useState(stored);
  const dirty = useMemo(
    () => JSON.stringify(kept.value) !== JSON.stringify(original.value),
    [kept.value, original.value],
  );
  useEffect(() => {
    if (dirty) sessionStorage.setItem(key, JSON.stringify(kept));
    else sessionStorage.removeItem(key);
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [key, dirty, kept]);
  const restart = (next: Kept) => {
    setOriginal(next);
    setKept(next);
    sessionStorage.removeItem(key);
  };
  const write = (value: ContentDraft) => setKept((before) => ({ ...before, value }));
  /** Go on with what was typed, on top of what somebody else has saved. */
  const rebase = (theirs: Kept) => {
    setOriginal(theirs);
    setKept((before) => ({ ...before, version: theirs.version }));
  };
  return { kept, dirty, recovered: begun !== null, write, restart, rebase };
}

function read(key: string): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
    return found && typeof found.version === "number" && found.value?.texts?.en && found.value.texts["zh-CN"]
      ? found
      : null;
  } catch {
    return null;
  }
}

/** The words of the knowledge base, by keys that the type checker knows. */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type words from "@/locales/knowledge/en.json";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type KnowledgeWord = Singular<Paths<typeof words>>;

/** `k("title")` in the reader's language. */
export function useKnowledgeWords(): (key: KnowledgeWord, values?: Record<string, string | number>) => string {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`knowledge.${key}` as "app.name", values as never)), [t]);
}

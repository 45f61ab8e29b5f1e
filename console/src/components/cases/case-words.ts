/** The words about cases, by keys that the type checker knows. */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type words from "@/locales/cases/en.json";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type CaseWord = Singular<Paths<typeof words>>;

/** `c("title")` in the reader's language. */
export function useCaseWords(): (key: CaseWord, values?: Record<string, string | number>) => string {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`cases.${key}` as "app.name", values as never)), [t]);
}

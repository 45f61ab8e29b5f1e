/** The words of the prompt pages, by keys that the type checker knows. */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/api/client";
import type words from "@/locales/prompts/en.json";
import { useProblemText } from "./labels";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type PromptWord = Singular<Paths<typeof words>>;
export type Words = (key: PromptWord, values?: Record<string, string | number>) => string;

/** `p("title")` in the reader's language. */
export function useWords(): Words {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`prompts.${key}` as "app.name", values as never)), [t]);
}

/** A refusal in words; why a sound was refused comes with a way to mend it. */
export function useRefusalWords(): (refusal: Refusal) => string {
  const { t, i18n } = useTranslation();
  const problem = useProblemText();
  return useCallback(
    (refusal) => {
      const reason = refusal.code === "body_too_long" ? "too_large" : refusal.faults.file;
      const key = `prompts.reason.${reason}`;
      if (reason && i18n.exists(key)) return String(t(key as "app.name"));
      return problem(refusal);
    },
    [t, i18n, problem],
  );
}

export function refused(code: string, message: string): Refusal {
  return new Refusal(code, message);
}

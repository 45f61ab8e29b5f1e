/** The administration's own words, by keys that the type checker knows. */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Refusal } from "@/api/client";
import type words from "@/locales/admin/en.json";
import { useProblemText } from "./labels";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type AdminKey = Singular<Paths<typeof words>>;

export type Words = (key: AdminKey, values?: Record<string, string | number>) => string;

/** `a("people.title")` in the reader's language. */
export function useWords(): Words {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`admin.${key}` as "app.name", values as never)), [t]);
}

/** Words for a code that the server sent; one that is new to us is shown as it is. */
export function useCodeWords(): (group: string, code: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (group, code) => (i18n.exists(`admin.${group}.${code}`) ? String(t(`admin.${group}.${code}` as "app.name")) : code),
    [t, i18n],
  );
}

/** `too_high:300` in words. */
export function useFaultText(): (fault: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (fault) => {
      const [code = "", limit = ""] = fault.split(/:(.*)/s);
      const key = i18n.exists(`admin.fault.${code}`) ? code : "not_understood";
      return String(t(`admin.fault.${key}` as "app.name", { limit } as never));
    },
    [t, i18n],
  );
}

/** A refusal in words, with its faults where they have no place in a form. */
export function useRefusalText(): (refusal: Refusal) => string {
  const problem = useProblemText();
  const fault = useFaultText();
  return useCallback(
    (refusal) => {
      const faults = Object.entries(refusal.faults).slice(0, 5);
      const more = faults.map(([place, code]) => (place === "file" ? fault(code) : `${place}: ${fault(code)}`));
      return [problem(refusal), ...more].join(" ");
    },
    [problem, fault],
  );
}

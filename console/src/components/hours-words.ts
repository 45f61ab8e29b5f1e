/** The words of business hours, by keys that the type checker knows. They come with those pages. */

import i18next from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import en from "@/locales/hours/en.json";
import zhCN from "@/locales/hours/zh-CN.json";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type HoursKey = Singular<Paths<typeof en>>;
export type HoursWords = (key: HoursKey, values?: Record<string, string | number>) => string;

function add() {
  i18next.addResourceBundle("en", "translation", { hours: en }, true, true);
  i18next.addResourceBundle("zh-CN", "translation", { hours: zhCN }, true, true);
}

if (i18next.isInitialized) add();
else i18next.on("initialized", add);

/** `h("title")` in the reader's language. */
export function useHoursWords(): HoursWords {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`hours.${key}` as "app.name", values as never)), [t]);
}

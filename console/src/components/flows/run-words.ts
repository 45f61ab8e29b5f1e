/** The words of running drafts and of figures, by keys that the type checker knows. They come with the flow pages. */

import i18next from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import en from "@/locales/flow-runs/en.json";
import zhCN from "@/locales/flow-runs/zh-CN.json";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

export type RunKey = Paths<typeof en>;
export type RunWords = (key: RunKey, values?: Record<string, string | number>) => string;

function add() {
  i18next.addResourceBundle("en", "translation", { flowRuns: en }, true, true);
  i18next.addResourceBundle("zh-CN", "translation", { flowRuns: zhCN }, true, true);
}

if (i18next.isInitialized) add();
else i18next.on("initialized", add);

/** `r("walk.title")` in the reader's language. */
export function useRunWords(): RunWords {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`flowRuns.${key}` as "app.name", values as never)), [t]);
}

/** The words of the flow pages, by keys that the type checker knows. They come with those pages, not with the desk. */

import i18next from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import en from "@/locales/flows/en.json";
import zhCN from "@/locales/flows/zh-CN.json";

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

export type FlowKey = Singular<Paths<typeof en>>;

export type FlowWords = (key: FlowKey, values?: Record<string, string | number>) => string;

function add() {
  i18next.addResourceBundle("en", "translation", { flows: en }, true, true);
  i18next.addResourceBundle("zh-CN", "translation", { flows: zhCN }, true, true);
}

if (i18next.isInitialized) add();
else i18next.on("initialized", add);

/** `f("list.title")` in the reader's language. */
export function useFlowWords(): FlowWords {
  const { t } = useTranslation();
  return useCallback((key, values) => String(t(`flows.${key}` as "app.name", values as never)), [t]);
}

/** Words for what the schema names: a type, a parameter, an exit. What is new to us is shown as it is. */
export function useCodeLabel(): (
  group: "type" | "about" | "parameter" | "hint" | "exit" | "value",
  code: string,
) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (group, code) => {
      const key = `flows.${group}.${code}`;
      if (i18n.exists(key)) return String(t(key as "app.name"));
      return group === "about" || group === "hint" ? "" : code;
    },
    [t, i18n],
  );
}

/** The words of running drafts and of figures, by keys that the type checker knows. They come with the flow pages. */

import i18next from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
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

const ENDS = ["queue", "agent", "outside", "voicemail", "callback", "hang_up", "return"] as const;
const ASKED = ["http", "look_up", "tag", "record", "fax", "message", "survey"] as const;

function coded<Kind extends string>(code: string, kinds: readonly Kind[]): [Kind | undefined, string] {
  const [kind = "", what = ""] = code.split(/:(.*)/s);
  return [kinds.find((one) => one === kind), what];
}

/** How a walk ended: `queue:support` in words. What is new to us is shown as it is. */
export function endText(code: string, r: RunWords): string {
  const [kind, what] = coded(code, ENDS);
  return kind ? r(`ends.${kind}`, { what }) : code;
}

/** What a walk asked of others: `http:GET` in words. */
export function askedText(code: string, r: RunWords): string {
  const [kind, what] = coded(code, ASKED);
  return kind ? r(`asks.${kind}`, { what }) : code;
}

/** Where a walk leaves what a test case expects. */
export function differenceText(difference: Schemas["DifferenceItem"], r: RunWords): string {
  const { kind, position, expected, actual } = difference;
  if (kind === "walk") return r("cases.walk");
  if (kind === "end") {
    const [wanted, came] = [expected, actual].map((end) => (end ? endText(end, r) : r("walk.waiting")));
    return r("cases.end", { expected: wanted ?? "", actual: came ?? "" });
  }
  const [wanted, came] = [expected, actual].map((step) => step || r("cases.over"));
  return r("cases.path", { position: position + 1, expected: wanted ?? "", actual: came ?? "" });
}

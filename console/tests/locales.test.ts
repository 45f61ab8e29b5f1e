import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import adminEn from "@/locales/admin/en.json";
import adminZhCN from "@/locales/admin/zh-CN.json";
import casesEn from "@/locales/cases/en.json";
import casesZhCN from "@/locales/cases/zh-CN.json";
import en from "@/locales/en.json";
import knowledgeEn from "@/locales/knowledge/en.json";
import knowledgeZhCN from "@/locales/knowledge/zh-CN.json";
import promptsEn from "@/locales/prompts/en.json";
import promptsZhCN from "@/locales/prompts/zh-CN.json";
import zhCN from "@/locales/zh-CN.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  );
}

const english = flat({ ...en, admin: adminEn, cases: casesEn, knowledge: knowledgeEn, prompts: promptsEn });
const chinese = flat({ ...zhCN, admin: adminZhCN, cases: casesZhCN, knowledge: knowledgeZhCN, prompts: promptsZhCN });
/** Chinese has no plural: `_one` exists in English alone. */
const withoutSingulars = (keys: Iterable<string>) => [...keys].filter((key) => !key.endsWith("_one")).sort();
const variables = (text = "") => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "generated" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

test("both languages have the same keys", () => {
  expect(withoutSingulars(chinese.keys())).toEqual(withoutSingulars(english.keys()));
});

test("no text is empty, and both languages use the same variables", () => {
  for (const [key, text] of english) {
    expect(text, key).not.toBe("");
    if (key.endsWith("_one")) continue;
    expect(chinese.get(key), key).not.toBe("");
    expect(variables(chinese.get(key)), key).toEqual(variables(text));
  }
});

test("every key that the source names exists", () => {
  const known = (key: string) => english.has(key) || english.has(`${key}_other`);
  // the words about flows come with their pages and have tests of their own
  const groups = new Set(["flows", "flowRuns", "hours", ...[...english.keys()].map((key) => key.split(".")[0])]);
  const missing: string[] = [];
  for (const text of sources("src")) {
    for (const [, key = ""] of text.matchAll(/\bt\(\s*"([^"]+)"/g)) if (!known(key)) missing.push(key);
    for (const [, group = ""] of text.matchAll(/\bt\(\s*`([a-zA-Z]+)\.\$\{/g))
      if (!groups.has(group)) missing.push(group);
  }
  expect(missing).toEqual([]);
});

test("every key is used", () => {
  const all = sources("src").join("\n");
  const groupsByCode = new Set([...all.matchAll(/[`"]([a-zA-Z]+)\.\$\{/g)].map((match) => match[1]));
  const coded = new Set([...groupsByCode, "reason", "disposition", "tier", "outcome", "moment", "error"]);
  const unused = [...english.keys()].filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    return !coded.has(key.split(".")[0] ?? "") && !all.includes(`"${plain}"`) && !all.includes(`"${key}"`);
  });
  expect(unused).toEqual([]);
});

test("every word of the administration is used", () => {
  const all = sources("src/features/admin").join("\n");
  const codes = [...all.matchAll(/[`"]([a-zA-Z_.]*)\$\{/g)]
    .map((match) => match[1] ?? "")
    .filter((stem) => stem !== "");
  const byCode = [
    "field.",
    "hint.",
    "fault.",
    "strategy.",
    "how.",
    "kindOne.",
    "kindMany.",
    "what.",
    "verb.",
    "actor.",
    "word.",
    "sheetAction.",
    ...codes,
  ];
  const kinds = ["people", "queues", "skills", "teams", "reasons", "dispositions", "numbers", "outgoing"];
  const unused = [...flat(adminEn).keys()].filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    return (
      !all.includes(`"${plain}"`) &&
      !byCode.some((stem) => plain.startsWith(stem)) &&
      !kinds.includes(plain.split(".")[0] ?? "")
    );
  });
  expect(unused).toEqual([]);
});

test("every word of the prompt pages is used", () => {
  const all = [...sources("src/features/prompts"), readFileSync("src/components/NewPrompt.tsx", "utf8")].join("\n");
  const byCode = [
    "reason.",
    "sampleText",
    ...[...all.matchAll(/p\(`([a-zA-Z]+\.)\$\{/g)].map((match) => match[1] ?? ""),
  ];
  const unused = [...flat(promptsEn).keys()].filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    return !all.includes(`"${plain}"`) && !byCode.some((stem) => plain.startsWith(stem));
  });
  expect(unused).toEqual([]);
});

test("every word about cases is used", () => {
  const all = [...sources("src/features/cases"), ...sources("src/features/desk"), ...sources("src/components/cases")]
    .concat(sources("src/features/interactions"))
    .join("\n");
  const byCode = [...all.matchAll(/c\(`([a-zA-Z]+\.)\$\{/g)].map((match) => match[1] ?? "");
  const unused = [...flat(casesEn).keys()].filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    return !all.includes(`"${plain}"`) && ![...byCode, "kind.", "priority."].some((stem) => plain.startsWith(stem));
  });
  expect(unused).toEqual([]);
});

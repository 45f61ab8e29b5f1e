import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import schema from "@/api/generated/flow-schema.json";
import { catalog, type Field, fieldsOf, resolved, type Schema } from "@/features/flows/catalog";
import { paletteGroups } from "@/features/flows/palette-groups";
import en from "@/locales/flows/en.json";
import zhCN from "@/locales/flows/zh-CN.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  );
}

const english = flat(en);
const chinese = flat(zhCN);
const plural = (keys: Iterable<string>) => [...keys].filter((key) => !key.endsWith("_one")).sort();
const variables = (text = "") => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

test("both languages have the same words about flows", () => {
  expect(plural(chinese.keys())).toEqual(plural(english.keys()));
  for (const [key, text] of english) {
    expect(text, key).not.toBe("");
    // our own sentence about a fault stands beside the server's English one
    if (key.endsWith("_one") || key.startsWith("fault.")) continue;
    expect(chinese.get(key), key).not.toBe("");
    expect(variables(chinese.get(key)), key).toEqual(variables(text));
  }
});

/** Every field below a parameter, whatever it lies in. */
function below(field: Field): Field[] {
  const found = resolved(field.schema);
  const items = resolved((found.items ?? {}) as Schema);
  const parts = [found, items, ...(items.anyOf ?? []), ...(found.anyOf ?? [])].flatMap(fieldsOf);
  return [field, ...parts.flatMap(below)];
}

test("every type of step, every parameter, exit and choice of the schema has a word in both languages", () => {
  const needed = new Set<string>();
  for (const { type, fields, outcomes, optional } of catalog.values()) {
    needed.add(`type.${type}`).add(`about.${type}`);
    for (const outcome of [...outcomes, ...optional]) needed.add(`exit.${outcome}`);
    for (const { name, schema: given } of fields.flatMap(below)) {
      needed.add(`parameter.${name}`);
      const plain = ["", "#", "*", "CNY", "USD", "EUR", "HKD", "GET", "POST", "PUT", "PATCH", "DELETE"];
      for (const choice of resolved(given).enum ?? [])
        if (!plain.includes(String(choice))) needed.add(`value.${choice}`);
    }
  }
  const missing = [...needed].filter((key) => !english.has(key) || !chinese.has(key));
  expect(missing).toEqual([]);
  expect(Object.keys(schema.$defs).length).toBeGreaterThan(catalog.size);
});

test("every type of step can be found in the palette", () => {
  expect(new Set(paletteGroups().flatMap(({ types }) => types))).toEqual(new Set(catalog.keys()));
});

test("every word about flows is used", () => {
  const all = sources("src/features/flows").join("\n");
  const coded = ["type.", "about.", "parameter.", "hint.", "exit.", "value.", "fault."];
  const stems = [...all.matchAll(/`([a-zA-Z]+\.)\$\{/g)].map((match) => match[1] ?? "");
  const unused = [...english.keys()].filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    return ![...coded, ...stems].some((stem) => plain.startsWith(stem)) && !all.includes(`"${plain}"`);
  });
  expect(unused).toEqual([]);
});

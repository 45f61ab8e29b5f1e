import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Which folders each folder may import from; everything may import itself. */
const allowed: Record<string, string[]> = {
  app: ["features", "live", "softphone", "components", "api", "locales"],
  features: ["live", "softphone", "components", "api"],
  components: ["live", "softphone", "api", "locales"],
  softphone: ["live", "api"],
  live: ["api"],
  api: [],
};

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function imports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

test("folders import only what stands below them", () => {
  const wrong: string[] = [];
  for (const path of files("src")) {
    const folder = path.split("/")[1] ?? "";
    for (const target of imports(path)) {
      const [, other] = /^@\/([^/]+)/.exec(target) ?? [];
      if (other && other !== folder && !allowed[folder]?.includes(other)) wrong.push(`${path} -> ${target}`);
      if (target.startsWith("../") && folder !== "app") wrong.push(`${path} -> ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("features never import each other", () => {
  const wrong = files("src/features").flatMap((path) => {
    const feature = path.split("/")[2];
    return imports(path)
      .filter((target) => target.startsWith("@/features/") && target.split("/")[2] !== feature)
      .map((target) => `${path} -> ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("only the softphone knows JsSIP", () => {
  const wrong = files("src").filter(
    (path) => path !== join("src", "softphone", "jssip.ts") && imports(path).some((target) => /^jssip/.test(target)),
  );
  expect(wrong).toEqual([]);
});

test("no component writes markup from text", () => {
  const wrong = files("src").filter((path) =>
    /dangerouslySetInnerHTML|innerHTML|document\.write/.test(readFileSync(path, "utf8")),
  );
  expect(wrong).toEqual([]);
});

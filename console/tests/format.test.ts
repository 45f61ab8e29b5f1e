import { expect, test } from "vitest";
import { returnPath } from "@/app/session";
import { duration, groupedNumber, languageName, regionOf } from "@/components/format";
import { queryOf } from "@/features/interactions/filters";

test("durations are m:ss, with hours from an hour on, never negative", () => {
  expect(duration(0)).toBe("0:00");
  expect(duration(65_999)).toBe("1:05");
  expect(duration(3_600_000)).toBe("1:00:00");
  expect(duration(-5_000)).toBe("0:00");
});

test("E.164 numbers are grouped; short numbers and hostile text stay as they are", () => {
  expect(groupedNumber("+8613800138000")).toBe("+86 138 0013 8000");
  expect(groupedNumber("10086")).toBe("10086");
  expect(groupedNumber("+<b>1</b>")).toBe("+<b>1</b>");
});

test("a number's country is named in the reader's language", () => {
  expect(regionOf("+8613800138000", "en")).toBe("China");
  expect(regionOf("+8613800138000", "zh-CN")).toBe("中国");
  expect(regionOf("10086", "en")).toBe("");
});

test("an unknown language code is shown as it came", () => {
  expect(languageName("not a language", "en")).toBe("not a language");
});

test("signing in leads back only to pages of our own", () => {
  expect(returnPath("?to=%2Fboard")).toBe("/board");
  expect(returnPath("?to=https%3A%2F%2Fevil.example")).toBe("/");
  expect(returnPath("?to=%2F%2Fevil.example")).toBe("/");
  expect(returnPath("?to=%2F%5Cevil.example")).toBe("/");
  expect(returnPath("")).toBe("/");
});

test("a day's filter covers the whole day, and empty filters are not sent", () => {
  const none = { since: "", until: "", caller: "", agent: "", queue: "", direction: "", outcome: "" };
  const query = queryOf({ ...none, since: "2026-03-01", until: "2026-03-01", caller: "+86 138-0013 8000" }, "");
  const day = Date.parse(query.until ?? "") - Date.parse(query.since ?? "");
  expect(day).toBe(24 * 3_600_000);
  expect(query.caller).toBe("+8613800138000");
  expect(query.queue).toBeUndefined();
  expect(query.cursor).toBeUndefined();
});

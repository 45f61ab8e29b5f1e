import { afterEach, expect, test } from "vitest";
import { clockTime, hourMinute } from "@/components/format";
import { dayStart, localInput, momentOf, nextDay, setSiteZone, siteZone } from "@/components/zone";

afterEach(() => setSiteZone(Intl.DateTimeFormat().resolvedOptions().timeZone));

test("moments are written and read by the site's clock, wherever the browser is", () => {
  setSiteZone("Asia/Shanghai");
  const moment = new Date("2026-03-01T16:07:41Z");
  expect(clockTime(moment.toISOString(), "en")).toBe("00:07:41");
  expect(hourMinute(moment, "zh-CN")).toBe("00:07");
  expect(localInput(moment)).toBe("2026-03-02T00:07");
  expect(momentOf("2026-03-02T00:07").toISOString()).toBe("2026-03-01T16:07:00.000Z");
  expect(momentOf("").getTime()).toBeNaN();
  expect(dayStart("2026-03-02", 0)).toBe("2026-03-01T16:00:00.000Z");
  expect(dayStart("2026-12-31", 1)).toBe("2026-12-31T16:00:00.000Z");
  expect(dayStart("yesterday", 0)).toBeUndefined();
});

test("a day that begins or ends summer time has its own length, and tomorrow is the same time", () => {
  setSiteZone("Europe/Berlin");
  const hours = (day: string) => (Date.parse(dayStart(day, 1) ?? "") - Date.parse(dayStart(day, 0) ?? "")) / 3_600_000;
  expect([hours("2026-03-29"), hours("2026-03-30"), hours("2026-10-25")]).toEqual([23, 24, 25]);
  expect(nextDay(new Date("2026-03-28T11:00:00Z")).toISOString()).toBe("2026-03-29T10:00:00.000Z");
});

test("a zone that the browser does not know changes nothing", () => {
  setSiteZone("Asia/Tokyo");
  setSiteZone("Middle/Earth");
  expect(siteZone()).toBe("Asia/Tokyo");
});

import { expect, test } from "vitest";
import { tomorrow } from "@/components/due";
import { localInput } from "@/components/zone";

test("a promise is for the same time tomorrow, on the next quarter of an hour", () => {
  expect(tomorrow(new Date(2026, 10, 30, 15, 7))).toEqual(new Date(2026, 11, 1, 15, 15));
  expect(tomorrow(new Date(2026, 10, 22, 9, 0))).toEqual(new Date(2026, 10, 23, 9, 0));
});

test("a date field gets the reader's own clock", () => {
  expect(localInput(new Date(2026, 0, 5, 7, 3))).toBe("2026-01-05T07:03");
});

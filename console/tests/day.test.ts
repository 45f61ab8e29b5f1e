import { expect, test } from "vitest";
import { bar, drawn, marks } from "@/features/day/day";

const at = (hour: number, minute = 0) => new Date(2026, 2, 1, hour, minute);
const stay = (state: string, from: Date, to: Date) => ({
  state,
  started_at: from.toISOString(),
  ended_at: to.toISOString(),
});

test("what is drawn begins and ends with the work, in whole steps", () => {
  const day = { since: at(0), until: at(24) };
  const spells = [
    stay("logged_off", at(0), at(8, 50)),
    stay("ready", at(8, 50), at(9, 10)),
    stay("busy", at(9, 10), at(12, 5)),
    stay("logged_off", at(12, 5), at(20)),
  ];
  expect(drawn(spells, day)).toEqual({ since: at(8, 30), until: at(12, 30) });
  expect(drawn([], day)).toEqual(day);
});

test("a bar lies where its stay lies, and what is outside is not drawn", () => {
  const span = { since: at(8), until: at(12) };
  expect(bar(stay("ready", at(9), at(10)), span)).toEqual({ left: 0.25, width: 0.25 });
  expect(bar(stay("ready", at(7), at(9)), span)).toEqual({ left: 0, width: 0.25 });
  expect(bar(stay("ready", at(13), at(14)), span)).toBeNull();
});

test("marks stand at even steps, at most a dozen and one of them", () => {
  expect(marks({ since: at(8), until: at(12) }).map((mark) => mark.getHours() * 60 + mark.getMinutes())).toEqual([
    480, 510, 540, 570, 600, 630, 660, 690, 720,
  ]);
  expect(marks({ since: at(0), until: at(24) }).length).toBeLessThanOrEqual(13);
  expect(marks({ since: at(8), until: at(8, 5) })).toHaveLength(6);
});

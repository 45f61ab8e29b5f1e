/** Moments for promises. Pure but for the site's zone. */

import { momentOf, nextDay } from "./zone";

const QUARTER = 15 * 60_000;

/** The quarter of an hour that comes after the given minutes. */
export function quarterAfter(now: Date, minutes: number): Date {
  return new Date(Math.ceil((now.getTime() + minutes * 60_000) / QUARTER) * QUARTER);
}

/** The same time tomorrow, on the next quarter of an hour. */
export function tomorrow(now: Date): Date {
  return nextDay(quarterAfter(now, 0));
}

/** How far ahead a promise may be made; the server refuses what is later. */
const FARTHEST_MS = 31 * 24 * 3_600_000;

/** What is wrong with a moment for a promise, or null. */
export function dueFault(typed: string, now: number): "past" | "far" | null {
  const at = momentOf(typed).getTime();
  if (Number.isNaN(at) || at <= now) return "past";
  return at > now + FARTHEST_MS ? "far" : null;
}

/** Where the site is: moments are written, read and grouped into days by its clock, and numbers without `+` are of its
 * country, wherever the reader's browser is. */

import { useSyncExternalStore } from "react";

let zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;
let region = "";
const listeners = new Set<() => void>();

/** Where the site is; the browser's own zone until it is known, and for a name that the browser does not know. */
export function setSiteZone(wanted: string): void {
  if (wanted === zone) return;
  try {
    new Intl.DateTimeFormat("en", { timeZone: wanted });
  } catch {
    return;
  }
  zone = wanted;
  for (const listener of listeners) listener();
}

/** The country (ISO 3166 alpha-2) whose numbers are known without their `+`; none until it is known. */
export function setSiteRegion(wanted: string): void {
  if (wanted === region) return;
  region = wanted;
  for (const listener of listeners) listener();
}

export function siteRegion(): string {
  return region;
}

export function siteZone(): string {
  return zone;
}

function hear(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws again when the zone becomes known. */
export function useSiteZone(): string {
  return useSyncExternalStore(hear, siteZone);
}

/** Draws again when the country becomes known. */
export function useSiteRegion(): string {
  return useSyncExternalStore(hear, siteRegion);
}

/** What clock and calendar show in the zone at a moment, as if it were UTC. */
function shownAt(moment: number): number {
  const parts = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** When clock and calendar show this; of an hour that a clock change skips or repeats, a moment close by. */
function momentShowing(shown: number): Date {
  const first = shown - (shownAt(shown) - shown);
  return new Date(first - (shownAt(first) - shown));
}

/** A moment as a `datetime-local` field takes it. */
export function localInput(moment: Date): string {
  return new Date(shownAt(Math.floor(moment.getTime() / 60_000) * 60_000)).toISOString().slice(0, 16);
}

/** What was typed into a `datetime-local` field as a moment; an invalid date if it is none. */
export function momentOf(typed: string): Date {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(typed);
  if (parts === null) return new Date(Number.NaN);
  const [, year, month, day, hour, minute] = parts.map(Number) as [number, number, number, number, number, number];
  return momentShowing(Date.UTC(year, month - 1, day, hour, minute));
}

/** When a day (`2026-03-01`), or one so many days later, begins; undefined for something else. */
export function dayStart(day: string, daysLater: number): string | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (parts === null) return undefined;
  const [, year, month, date] = parts.map(Number) as [number, number, number, number];
  return momentShowing(Date.UTC(year, month - 1, date + daysLater)).toISOString();
}

/** The same time of the day tomorrow. */
export function nextDay(moment: Date): Date {
  return momentShowing(shownAt(moment.getTime()) + 24 * 3_600_000);
}

/** How numbers, times and telephone numbers are written. */

import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { siteRegion, siteZone } from "./zone";

const two = (value: number) => String(value).padStart(2, "0");

/** `m:ss`, or `h:mm:ss` from an hour on. Never negative. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Grouped, with its country; a national one is taken for one of the site's. Short numbers and anything else stay as they are. */
export function groupedNumber(number: string): string {
  return understood(number)?.formatInternational() ?? number;
}

function understood(number: string): PhoneNumber | undefined {
  if (number.startsWith("+")) return parsePhoneNumberFromString(number);
  const region = siteRegion();
  if (region === "" || !/^\d+$/.test(number)) return undefined;
  const national = parsePhoneNumberFromString(number, region as CountryCode);
  return national?.isValid() ? national : undefined;
}

/** Callers from the web page come under the name of a line made for one call, which says nothing to people. */
export function isWebCaller(number: string): boolean {
  return /^w-[0-9a-f]+$/.test(number);
}

/** Whether the caller can be called back at what the line says. */
export function isNumbered(number: string): boolean {
  return number !== "" && number !== "anonymous" && !isWebCaller(number);
}

/** The country of a number in the reader's language, or empty. */
export function regionOf(number: string, language: string): string {
  const country = understood(number)?.country;
  if (country === undefined) return "";
  return new Intl.DisplayNames([language], { type: "region" }).of(country) ?? "";
}

export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(code === "zh-CN" ? "zh-Hans" : code) ?? code;
  } catch {
    return code;
  }
}

/** A flow's step id as words. */
export function stepName(id: string): string {
  return id.replaceAll("_", " ");
}

/** Dates and times are those of the site's zone. */
export function dateTime(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: siteZone(),
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(moment));
}

export function fullDateTime(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: siteZone(),
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  }).format(new Date(moment));
}

/** Hour and minute alone. */
export function hourMinute(moment: string | Date, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: siteZone(),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(moment));
}

export function clockTime(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: siteZone(),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(moment));
}

/** Calendars on the server, and what can be said about one before the server is asked. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, http, type Schemas } from "@/api/client";

export type Calendar = Schemas["CalendarItem"];
export type Draft = Schemas["CalendarDraft"];
export type Span = Schemas["SpanItem"];
export type SpecialDay = Schemas["SpecialDayItem"];
export type DayKind = Schemas["DayKindItem"];
export type Manual = Schemas["ManualItem"];
export type Opening = Schemas["OpeningItem"];

export const NEW_DRAFT: Draft = {
  name: "",
  zone: "",
  week: [0, 1, 2, 3, 4, 5, 6].map((day) => (day < 5 ? [{ opens: "09:00", closes: "18:00" }] : [])),
  country: "",
  region: "",
  holiday_spans: [],
  workday: 0,
  day_kinds: [],
  special_days: [],
};

const at = (calendar_id: string) => ({ params: { path: { calendar_id } } });

export const useCalendars = () => api.useQuery("get", "/api/v1/calendars", {}, { staleTime: 0 });

export const useCalendar = (id: string) =>
  api.useQuery("get", "/api/v1/calendars/{calendar_id}", at(id), { staleTime: 0, gcTime: 0 });

/** Whether it is open now, asked again each half minute. */
export const useOpening = (id: string) =>
  api.useQuery("get", "/api/v1/calendars/{calendar_id}/opening", at(id), { staleTime: 0, refetchInterval: 30_000 });

export const useCountries = () =>
  api.useQuery("get", "/api/v1/calendars/countries", {}, { staleTime: Number.POSITIVE_INFINITY });

export const usePromptNames = () =>
  api.useQuery("get", "/api/v1/admin/options", {}, { staleTime: 5_000 }).data?.prompts ?? [];

export const useRole = () => api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 }).data?.role;

export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    await client.invalidateQueries({
      predicate: ({ queryKey }) => typeof queryKey[1] === "string" && queryKey[1].startsWith("/api/v1/calendars"),
    });
  }, [client]);
}

/** Adds a calendar, or changes the one of that version; the answer is as it is stored now. */
export async function saveCalendar(id: string, draft: Draft, version: string | null): Promise<Calendar | undefined> {
  const header = version === null ? {} : { "if-match": version };
  const params = { path: { calendar_id: id }, header };
  return (await http.PUT("/api/v1/calendars/{calendar_id}", { params, body: draft })).data;
}

export async function removeCalendar(id: string): Promise<void> {
  await http.DELETE("/api/v1/calendars/{calendar_id}", at(id));
}

export async function usesOf(id: string): Promise<Schemas["CalendarUse"]> {
  const { data } = await http.GET("/api/v1/calendars/{calendar_id}/use", at(id));
  return data ?? { queues: [], flows: [] };
}

/** Close or open by hand; null lets the hours decide again. */
export async function setByHand(id: string, manual: Manual | null): Promise<void> {
  if (manual) await http.PUT("/api/v1/calendars/{calendar_id}/manual", { ...at(id), body: manual });
  else await http.DELETE("/api/v1/calendars/{calendar_id}/manual", at(id));
}

export async function openingOf(draft: Draft, moment: Date): Promise<Opening | undefined> {
  const body = { calendar: draft, at: moment.toISOString() };
  return (await http.POST("/api/v1/calendars/preview", { body })).data;
}

/** What is written, without what only the stored one has. */
export function draftOf({ id: _, version: __, manual: ___, ...draft }: Calendar): Draft {
  return draft;
}

/** Faults by place, as keys of words. */
export function faultsOf(draft: Draft): Record<string, "nameMissing" | "dayMissing" | "dayTwice" | "timeMissing"> {
  const faults: ReturnType<typeof faultsOf> = {};
  if (draft.name.trim() === "") faults.name = "nameMissing";
  const spans: [string, Span[]][] = [
    ...draft.week.map((day, place): [string, Span[]] => [`week.${place}`, day]),
    ["holiday_spans", draft.holiday_spans],
    ...draft.special_days.map((day, place): [string, Span[]] => [`special_days.${place}`, day.spans]),
  ];
  for (const [where, list] of spans) {
    list.forEach(({ opens, closes }, place) => {
      if (opens === "" || closes === "") faults[`${where}.${place}`] = "timeMissing";
    });
  }
  for (const where of ["day_kinds", "special_days"] as const) {
    const days = draft[where].map(({ day }) => day);
    days.forEach((day, place) => {
      if (day === "") faults[`${where}.${place}.day`] = "dayMissing";
      else if (days.indexOf(day) < place) faults[`${where}.${place}.day`] = "dayTwice";
    });
  }
  return faults;
}

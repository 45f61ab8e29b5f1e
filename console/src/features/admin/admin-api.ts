/** The administration's routes, the same for each kind of thing. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { http, type Schemas } from "@/api/client";

export interface Values {
  queues: Schemas["QueueForm-Output"];
  people: Schemas["PersonForm"];
  teams: Schemas["GroupForm"];
  skills: Schemas["GroupForm"];
  reasons: Schemas["ReasonForm"];
  dispositions: Schemas["DispositionForm"];
  numbers: Schemas["NumberForm"];
  outgoing: Schemas["OutgoingForm-Output"];
}

export type Kind = keyof Values;

export interface Item<K extends Kind> {
  id: string;
  version: string;
  used_by: number;
  value: Values[K];
}

export type Use = Schemas["UseView"];
export type Options = Schemas["Options"];
export type Filters = Record<string, string | number | boolean | undefined>;

/** Every kind has the same routes; the client's types know them by their full names only. */
const of = (kind: Kind) => `/api/v1/admin/${kind}` as "/api/v1/admin/queues";
const oneOf = (kind: Kind) => `/api/v1/admin/${kind}/{key}` as "/api/v1/admin/queues/{key}";

export async function listThings<K extends Kind>(kind: K, query: Filters): Promise<{ rows: Item<K>[]; total: number }> {
  const { data } = await http.GET(of(kind), { params: { query } });
  return data as unknown as { rows: Item<K>[]; total: number };
}

export async function getThing<K extends Kind>(kind: K, key: string): Promise<Item<K>> {
  const { data } = await http.GET(oneOf(kind), { params: { path: { key } } });
  return data as unknown as Item<K>;
}

export async function usesOf(kind: Kind, key: string): Promise<Use[]> {
  const path = `/api/v1/admin/${kind}/{key}/uses` as "/api/v1/admin/queues/{key}/uses";
  const { data } = await http.GET(path, { params: { path: { key } } });
  return data ?? [];
}

interface Saved<K extends Kind> {
  change: number;
  item: Item<K>;
}

export async function addThing<K extends Kind>(kind: K, value: Values[K]): Promise<Saved<K>> {
  const { data } = await http.POST(of(kind), { body: value as Values["queues"] });
  return data as unknown as Saved<K>;
}

export async function changeThing<K extends Kind>(kind: K, was: Item<K>, value: Values[K]): Promise<Saved<K>> {
  const { data } = await http.PUT(oneOf(kind), {
    params: { path: { key: was.id }, header: { "if-match": was.version } },
    body: value as Values["queues"],
  });
  return data as unknown as Saved<K>;
}

type Versions = Record<string, string>;
type Made = Schemas["Made"];

export async function removeThings(kind: Kind, ids: Versions, release: boolean): Promise<Made | undefined> {
  const path = `/api/v1/admin/${kind}/removal` as "/api/v1/admin/queues/removal";
  return (await http.POST(path, { body: { ids, release } })).data;
}

export async function editThings(kind: Kind, ids: Versions, edit: object): Promise<Made | undefined> {
  return (await http.PATCH(of(kind), { body: { ids, ...edit } as Schemas["QueuesEdit"] })).data;
}

export async function restore(change: number): Promise<void> {
  await http.POST("/api/v1/admin/audit/{entry_id}/restore", { params: { path: { entry_id: change } } });
}

export async function makePasswords(ids: string[]): Promise<Schemas["Password"][]> {
  return (await http.POST("/api/v1/admin/people/passwords", { body: { ids } })).data ?? [];
}

const asFile = { bodySerializer: (body: unknown) => body as BodyInit, headers: { "content-type": "text/csv" } };

export async function previewSheet(kind: Kind, file: Blob): Promise<Schemas["SheetPreview"]> {
  const path = `/api/v1/admin/${kind}.csv` as "/api/v1/admin/queues.csv";
  const { data } = await http.POST(path, { body: file as never, ...asFile });
  return data as Schemas["SheetPreview"];
}

export async function importSheet(kind: Kind, file: Blob, token: string): Promise<Made | undefined> {
  const path = `/api/v1/admin/${kind}.csv` as "/api/v1/admin/queues.csv";
  return (await http.PUT(path, { params: { query: { token } }, body: file as never, ...asFile })).data;
}

const listKey = (kind: Kind, query: Filters) => ["admin", kind, "list", query];
const thingKey = (kind: Kind, key: string) => ["admin", kind, "one", key];

export function useThings<K extends Kind>(kind: K, query: Filters) {
  return useQuery({
    queryKey: listKey(kind, query),
    queryFn: () => listThings(kind, query),
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

export function useThing<K extends Kind>(kind: K, key: string) {
  return useQuery({
    queryKey: thingKey(kind, key),
    queryFn: () => getThing(kind, key),
    enabled: key !== "",
    staleTime: 0,
    gcTime: 0,
    // What is being edited stays as it was when the editing began.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function useOptions(): Options {
  const { data } = useQuery({
    queryKey: ["admin", "options"],
    queryFn: async () => (await http.GET("/api/v1/admin/options")).data,
    staleTime: 5_000,
  });
  return data ?? none;
}

const none: Options = {
  queues: [],
  teams: [],
  skills: [],
  flows: [],
  agents: [],
  dispositions: [],
  calendars: [],
  prompts: [],
};

/** After a change: lists, choices and what the desk offers are read again. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await Promise.all([
      queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "admin" && queryKey[2] !== "one" }),
      queries.invalidateQueries({ queryKey: ["get", "/api/v1/desk/options"] }),
    ]);
  }, [queries]);
}

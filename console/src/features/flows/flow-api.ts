/** Flows on the server: lists, drafts, publications, and what forms can choose from. */

import { useQuery } from "@tanstack/react-query";
import { api, http, type Schemas } from "@/api/client";
import { type FlowDocument, readDocument } from "@/components/flows/document";
import type { Shelf, Stored } from "./draft-keeper";

export type Revision = Schemas["RevisionItem"];
export type Fault = Schemas["FaultItem"];
export type Change = Schemas["ChangeItem"];
export type Options = Schemas["Options"];

const plain = (document: FlowDocument) => document as unknown as Record<string, never>;

/** What is in work, else what is published. */
export function storedOf(detail: Schemas["FlowDetail"]): Stored {
  const { draft, published } = detail;
  if (draft)
    return { document: readDocument(draft.document), serial: draft.serial, by: draft.saved_by, at: draft.saved_at };
  return { document: readDocument(published), serial: 0, by: "", at: null };
}

export async function loadFlow(flow_id: string): Promise<Schemas["FlowDetail"]> {
  return required((await http.GET("/api/v1/flows/{flow_id}", { params: { path: { flow_id } } })).data);
}

export async function saveDraft(document: FlowDocument, serial: number): Promise<Stored> {
  const { data } = await http.PUT("/api/v1/flows/{flow_id}/draft", {
    params: { path: { flow_id: document.id } },
    body: { document: plain(document), serial },
  });
  const saved = required(data);
  return { document, serial: saved.serial, by: saved.saved_by, at: saved.saved_at };
}

export function shelfOf(flowId: string): Shelf {
  return { save: saveDraft, load: async () => storedOf(await loadFlow(flowId)) };
}

export async function checkFlow(document: FlowDocument, signal: AbortSignal): Promise<Fault[]> {
  const { data } = await http.POST("/api/v1/flows/check", { body: { document: plain(document) }, signal });
  return data ?? [];
}

export async function publishDraft(flow_id: string, body: Schemas["PublishRequest"]): Promise<Revision> {
  return required((await http.POST("/api/v1/flows/{flow_id}/publish", { params: { path: { flow_id } }, body })).data);
}

/** The test cases that a document fails. */
export async function failingCases(document: FlowDocument): Promise<Schemas["ReplayedItem"][]> {
  const { data } = await http.POST("/api/v1/flows/{flow_id}/cases/replay", {
    params: { path: { flow_id: document.id } },
    body: { document: plain(document) },
  });
  return (data ?? []).filter(({ passed }) => !passed);
}

/** Have a flow's texts spoken, or only ask how far that has come. */
export async function speakAhead(document: FlowDocument, begin: boolean): Promise<Schemas["SpokenAheadItem"]> {
  return required((await http.POST("/api/v1/speech/warm-up", { body: { document: plain(document), begin } })).data);
}

export async function discardDraft(flow_id: string): Promise<void> {
  await http.DELETE("/api/v1/flows/{flow_id}/draft", { params: { path: { flow_id } } });
}

export async function deleteFlow(flow_id: string): Promise<void> {
  await http.DELETE("/api/v1/flows/{flow_id}", { params: { path: { flow_id } } });
}

export async function loadRevision(flow_id: string, revision: number): Promise<FlowDocument> {
  const { data } = await http.GET("/api/v1/flows/{flow_id}/revisions/{revision}", {
    params: { path: { flow_id, revision } },
  });
  return readDocument(data?.document);
}

export async function restoreRevision(
  flow_id: string,
  revision: number,
  body: Schemas["RestoreRequest"],
): Promise<Revision> {
  const { data } = await http.POST("/api/v1/flows/{flow_id}/revisions/{revision}/restore", {
    params: { path: { flow_id, revision } },
    body,
  });
  return required(data);
}

export function useRevisions(flow_id: string) {
  return api.useQuery("get", "/api/v1/flows/{flow_id}/revisions", { params: { path: { flow_id } } }, { staleTime: 0 });
}

/** Differences between two versions: `draft`, `published` or a revision's number. */
export function useDifferences(flow_id: string, before: string, after: string, enabled: boolean) {
  return api.useQuery(
    "get",
    "/api/v1/flows/{flow_id}/differences",
    { params: { path: { flow_id }, query: { before, after } } },
    { staleTime: 0, gcTime: 0, enabled },
  );
}

export const noOptions: Options = {
  queues: [],
  teams: [],
  skills: [],
  flows: [],
  agents: [],
  dispositions: [],
  calendars: [],
  prompts: [],
};

export function useOptions(): Options {
  const { data } = useQuery({
    queryKey: ["admin", "options"],
    queryFn: async () => (await http.GET("/api/v1/admin/options")).data,
    staleTime: 5_000,
  });
  return data ?? noOptions;
}

/** Administrators change flows; supervisors look. Null until that is known. */
export function useMayEdit(): boolean | null {
  const { data } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  return data ? data.role === "admin" : null;
}

/** Hand a document to the browser as a file. */
export function download(document: FlowDocument): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
  const link = Object.assign(window.document.createElement("a"), { href: url, download: `${document.id}.flow.json` });
  link.click();
  URL.revokeObjectURL(url);
}

function required<T>(data: T | undefined): T {
  if (data === undefined) throw new Error("the server has answered nothing");
  return data;
}

/** What an agent does with what is owed to callers. */

import { http, type Schemas } from "@/api/client";

export type WorkItem = Schemas["WorkItem"];
export type FollowUp = Schemas["FollowUp"];

const path = (item_id: string) => ({ params: { path: { item_id } } });

export async function claimWork(id: string): Promise<void> {
  await http.POST("/api/v1/work/{item_id}/claim", path(id));
}

export async function releaseWork(id: string): Promise<void> {
  await http.POST("/api/v1/work/{item_id}/release", path(id));
}

export async function closeWork(id: string, result: string, note: string): Promise<void> {
  await http.POST("/api/v1/work/{item_id}/close", { ...path(id), body: { result, note } });
}

export async function reopenWork(id: string): Promise<void> {
  await http.POST("/api/v1/work/{item_id}/reopen", path(id));
}

export async function promiseFollowUp(body: FollowUp): Promise<void> {
  await http.POST("/api/v1/work", { body });
}

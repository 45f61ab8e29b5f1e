/** What people do with promised callbacks. */

import { http } from "@/api/client";

const path = (call_id: string) => ({ params: { path: { call_id } } });

export async function cancelCallback(id: string): Promise<void> {
  await http.POST("/api/v1/callbacks/{call_id}/cancel", path(id));
}

/** Null means now, in its old place. */
export async function moveCallback(id: string, at: string | null): Promise<void> {
  await http.POST("/api/v1/callbacks/{call_id}/schedule", { ...path(id), body: { at } });
}

/** A machine answered: the call ends, and the customer is tried again later. */
export async function machineAnswered(callId: string): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/callback-result", { ...path(callId), body: { result: "machine" } });
}

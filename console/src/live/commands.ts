/** What an agent asks of the server. Nothing changes here until the server's frame says so. */

import { http, type Schemas } from "@/api/client";

let before: Promise<unknown> = Promise.resolve();

/** Sends one after the other what would mean something else in another order: paperwork, and the state that ends it. */
function inOrder(send: () => Promise<unknown>): Promise<void> {
  const sent = before.then(send).then(() => undefined);
  before = sent.catch(() => undefined);
  return sent;
}

const path = (call_id: string) => ({ params: { path: { call_id } } });

export function askState(body: Schemas["StateChange"]): Promise<void> {
  return inOrder(() => http.POST("/api/v1/desk/state", { body }));
}

/** Takes back what was asked for during the call. */
export async function withdrawNextState(): Promise<void> {
  await http.DELETE("/api/v1/desk/state");
}

export async function decline(callId: string): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/decline", path(callId));
}

export async function hangUp(callId: string): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/hang-up", path(callId));
}

export async function hold(callId: string, on: boolean): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/hold", { ...path(callId), body: { hold: on } });
}

/** `leaving` lets the request outlive the page. */
export async function saveNotes(callId: string, notes: string, leaving = false): Promise<void> {
  const send = () =>
    http.PUT("/api/v1/desk/calls/{call_id}/notes", { ...path(callId), body: { notes }, keepalive: leaving });
  await (leaving ? send() : inOrder(send)); // A page that goes away waits for nothing.
}

export function chooseDisposition(callId: string, disposition: string): Promise<void> {
  return inOrder(() =>
    http.PUT("/api/v1/desk/calls/{call_id}/disposition", { ...path(callId), body: { disposition } }),
  );
}

export async function extendWrapUp(): Promise<void> {
  await http.POST("/api/v1/desk/wrap-up/extension", { body: { seconds: 60 } });
}

export function endWrapUp(): Promise<void> {
  return inOrder(() => http.POST("/api/v1/desk/wrap-up/end"));
}

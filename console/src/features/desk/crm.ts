/** What the desk and an outside CRM say to each other. Version 1 is described in docs/admin/crm-tab.md. */

import type { CallItem } from "@/api/generated/frames";
import { isNumbered } from "@/components/format";

/** What a CRM is told at each change of the call in hand; of no call, when the last one is over. */
export interface CallMessage {
  type: "ringdesk.call";
  version: 1;
  phase: CallItem["phase"] | "none";
  /** The id of the call, and of its contact at `/interactions/{id}` later. */
  call: string | null;
  number: string;
  customer: { id: string; name: string } | null;
  queue: { id: string; name: string } | null;
  language: string;
}

export type Asked = { what: "tell" } | { what: "open"; path: string };

export function callMessage(call: CallItem | null): CallMessage {
  return {
    type: "ringdesk.call",
    version: 1,
    phase: call?.phase ?? "none",
    call: call?.id ?? null,
    number: numberOf(call),
    customer: call?.customer ? { id: call.customer.id, name: call.customer.name } : null,
    queue: call?.queue_id ? { id: call.queue_id, name: call.queue } : null,
    language: call?.language ?? "",
  };
}

/** The page of the CRM for this call. What no call has is empty. */
export function crmPage(template: string, call: CallItem | null, agent: string): string {
  const values = new Map([
    ["number", numberOf(call)],
    ["customer", call?.customer?.id ?? ""],
    ["interaction", call?.id ?? ""],
    ["queue", call?.queue_id ?? ""],
    ["agent", agent],
    ["language", call?.language ?? ""],
  ]);
  return template.replace(/\{(\w+)\}/g, (_, place: string) => encoded(values.get(place) ?? ""));
}

/** What a message asks for: nothing, unless it comes from this window and this origin and is one that we know. */
export function askedBy(
  event: Pick<MessageEvent<unknown>, "source" | "origin" | "data">,
  frame: Window | null | undefined,
  origin: string,
): Asked | null {
  if (!frame || event.source !== frame || event.origin !== origin) return null;
  const { data } = event;
  if (typeof data !== "object" || data === null || !("type" in data)) return null;
  if (data.type === "ringdesk.ready") return { what: "tell" };
  if (data.type !== "ringdesk.open") return null;
  if ("interaction" in data && isId(data.interaction))
    return { what: "open", path: `/interactions/${data.interaction}` };
  if ("customer" in data && isId(data.customer))
    return { what: "open", path: `/interactions?customer=${data.customer}` };
  return null;
}

function numberOf(call: CallItem | null): string {
  return call && isNumbered(call.caller_number) ? call.caller_number : "";
}

/** `.` and `..` are parts of a path to browsers, however they are written; half of a character cannot be written at all. */
function encoded(value: string): string {
  return /^\.+$/.test(value) ? "" : encodeURIComponent(value.replace(/\p{Surrogate}/gu, ""));
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

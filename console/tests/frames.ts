import type { CallbackItem, CallItem, Change, Item, MeItem, Snapshot } from "@/api/generated/frames";

export function me(part: Partial<MeItem> = {}): MeItem {
  return {
    kind: "me",
    key: "me",
    agent_id: "00000000-0000-0000-0000-000000000001",
    number: "8001",
    name: "Ana",
    state: "ready",
    reason: "",
    since: "2026-01-01T08:00:00Z",
    next_state: "",
    reachable: true,
    not_offered: [],
    paused_until: null,
    offer_ended: null,
    wrap_up_ends_at: null,
    queues: ["support"],
    ...part,
  };
}

export function call(part: Partial<CallItem> = {}): CallItem {
  return {
    kind: "call",
    key: "call:1",
    id: "00000000-0000-0000-0000-000000000009",
    phase: "ringing",
    phase_since: "2026-01-01T08:00:30Z",
    caller_number: "+8613800138000",
    caller_name: "",
    dialed_number: "4000",
    language: "zh-CN",
    queue: "support",
    queue_id: "support",
    arrived_at: "2026-01-01T08:00:00Z",
    connected_at: null,
    recording: false,
    recording_paused: false,
    customer: null,
    customer_known: false,
    timeline: [
      { at: "2026-01-01T08:00:00Z", what: "arrived" },
      { at: "2026-01-01T08:00:05Z", what: "digit", detail: "2" },
      { at: "2026-01-01T08:00:06Z", what: "queued", queue: "support" },
      { at: "2026-01-01T08:00:30Z", what: "offered", agent: "8001" },
    ],
    notes: "",
    disposition: "",
    wrap_up_ends_at: null,
    disposition_required: false,
    direction: "inbound",
    mine: true,
    dial_result: "",
    parties: [],
    consult: null,
    acts: ["hang_up", "hold", "transfer", "consult", "add"],
    ...part,
  };
}

export function snapshot(seq: number, items: Item[], now = "2026-01-01T08:01:00Z"): Snapshot {
  return { type: "snapshot", seq, now, items };
}

export function change(seq: number, put: Item[], drop: string[] = []): Change {
  return { type: "change", seq, put, drop };
}

export function callback(part: Partial<CallbackItem> = {}): CallbackItem {
  return {
    kind: "callback",
    key: "callback:1",
    id: "00000000-0000-0000-0000-000000000021",
    number: "+8613800138000",
    customer_name: "Wang Fang",
    queue: "Support",
    queue_id: "support",
    state: "waiting",
    since: "2026-01-01T08:00:00Z",
    requested_at: "2026-01-01T08:00:00Z",
    attempt: 1,
    attempts: 3,
    due_at: null,
    expires_at: "2026-01-02T08:00:00Z",
    parent_id: null,
    tried: [],
    ...part,
  };
}

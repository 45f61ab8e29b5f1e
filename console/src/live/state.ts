/** What the server has shown this browser, and how a frame changes it. Pure: the console never guesses the next state. */

import type { CallbackItem, CallItem, Change, Item, MeItem, Snapshot } from "@/api/generated/frames";

export interface LiveState {
  /** False until the first snapshot. */
  readonly loaded: boolean;
  /** The number of the last frame applied. */
  readonly seq: number;
  readonly items: ReadonlyMap<string, Item>;
  /** Server's clock minus ours, in milliseconds. */
  readonly clockOffset: number;
}

export const nothing: LiveState = { loaded: false, seq: -1, items: new Map(), clockOffset: 0 };

export function fromSnapshot(snapshot: Snapshot, now: number): LiveState {
  return {
    loaded: true,
    seq: snapshot.seq,
    items: new Map(snapshot.items.map((item) => [item.key, item])),
    clockOffset: Date.parse(snapshot.now) - now,
  };
}

/** The state after `change`; null if a number is missing and the snapshot must be fetched again. An old number is ignored. */
export function withChange(state: LiveState, change: Change): LiveState | null {
  if (!state.loaded || change.seq > state.seq + 1) return null;
  if (change.seq <= state.seq) return state;
  const items = new Map(state.items);
  for (const key of change.drop) items.delete(key);
  for (const item of change.put) items.set(item.key, item);
  return { ...state, seq: change.seq, items };
}

export function meOf(state: LiveState): MeItem | null {
  const item = state.items.get("me");
  return item?.kind === "me" ? item : null;
}

/** A call that the other phases do not name is one that is talked on. */
const order: Partial<Record<CallItem["phase"], number>> = { ringing: 1, wrap_up: 2 };
const placeOf = ({ phase }: CallItem) => order[phase] ?? 0;

/** The calls in this agent's hands: one that talks goes before one that rings, and that before one in wrap-up. */
export function callsOf(items: LiveState["items"]): CallItem[] {
  return [...items.values()]
    .filter((item) => item.kind === "call")
    .sort((a, b) => placeOf(a) - placeOf(b) || a.arrived_at.localeCompare(b.arrived_at));
}

/** The promised callbacks, longest wait first. */
export function callbacksOf(items: LiveState["items"]): CallbackItem[] {
  return [...items.values()]
    .filter((item) => item.kind === "callback")
    .sort((a, b) => a.since.localeCompare(b.since) || a.key.localeCompare(b.key));
}

/** One ticking clock for the page, in the server's time, so that all timers turn over together. */

import { useSyncExternalStore } from "react";
import { useLive } from "./live";

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
  timer = setTimeout(tick, 1000 - (now % 1000));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/** Our clock, ticking. */
export function useLocalNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The server's clock in milliseconds, ticking once a second. */
export function useNow(): number {
  const { clockOffset } = useLive();
  return useLocalNow() + clockOffset;
}

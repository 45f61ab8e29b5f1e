/** How components read the live state. */

import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { AgentItem, CallbackItem, CallItem, MeItem, QueueItem, TrialItem } from "@/api/generated/frames";
import { type Link, LiveConnection, type LiveView } from "./connection";
import { callbacksOf, callsOf, type LiveState, meOf } from "./state";

const LiveContext = createContext<LiveConnection | null>(null);

export function LiveProvider({ onLost, children }: { onLost: () => void; children: ReactNode }) {
  const lost = useRef(onLost);
  lost.current = onLost;
  const connection = useMemo(() => new LiveConnection(liveUrl(), () => lost.current()), []);
  useEffect(() => {
    connection.start();
    return () => connection.stop();
  }, [connection]);
  return <LiveContext value={connection}>{children}</LiveContext>;
}

function liveUrl(): string {
  const url = new URL("/api/v1/live", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

export function useConnection(): LiveConnection {
  const connection = use(LiveContext);
  if (connection === null) throw new Error("LiveProvider is missing above this component");
  return connection;
}

function useView(): LiveView {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, connection.current);
}

export function useLive(): LiveState {
  return useView().state;
}

export function useLink(): Link {
  return useView().link;
}

export function useMe(): MeItem | null {
  return meOf(useLive());
}

export function useCalls(): CallItem[] {
  const { items } = useLive();
  return useMemo(() => callsOf(items), [items]);
}

/** One's own test call, while it goes on. */
export function useTrial(trial: string | null): TrialItem | null {
  const { items } = useLive();
  return useMemo(() => {
    for (const item of items.values()) if (item.kind === "trial" && item.trial === trial) return item;
    return null;
  }, [items, trial]);
}

export function useQueues(): QueueItem[] {
  const { items } = useLive();
  return useMemo(() => [...items.values()].filter((item) => item.kind === "queue").sort(byName), [items]);
}

/** What is promised to callers and still to be made: agents see the callbacks of their queues. */
export function useCallbacks(): CallbackItem[] {
  const { items } = useLive();
  return useMemo(() => callbacksOf(items), [items]);
}

export function useAgents(): AgentItem[] {
  const { items } = useLive();
  return useMemo(
    () => [...items.values()].filter((item) => item.kind === "agent").sort((a, b) => a.number.localeCompare(b.number)),
    [items],
  );
}

function byName(a: QueueItem, b: QueueItem): number {
  return a.name.localeCompare(b.name);
}

/** What to call the agent of a number: the name on the board, else the number. */
export function useAgentName(): (number: string) => string {
  const agents = useAgents();
  return useMemo(() => {
    const names = new Map(agents.map(({ number, name }) => [number, name]));
    return (number: string) => names.get(number) ?? number;
  }, [agents]);
}

/** What to call a queue: its name on the board, else its id. */
export function useQueueName(): (id: string) => string {
  const { items } = useLive();
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const item of items.values()) if (item.kind === "queue") names.set(item.id, item.name);
    return (id: string) => names.get(id) ?? id;
  }, [items]);
}

/** Whom a call can go to, found by what was typed. Pure. */

import type { AgentItem, QueueItem } from "@/api/generated/frames";

export interface MenuChoice {
  readonly flow_id: string;
  readonly step_id: string;
  readonly name: string;
}

export type Found =
  | { readonly kind: "number"; readonly key: string; readonly number: string }
  | { readonly kind: "agent"; readonly key: string; readonly agent: AgentItem; readonly free: boolean }
  | { readonly kind: "queue"; readonly key: string; readonly queue: QueueItem }
  | { readonly kind: "menu"; readonly key: string; readonly menu: MenuChoice };

export interface Directory {
  readonly agents: readonly AgentItem[];
  readonly queues: readonly QueueItem[];
  readonly menus: readonly MenuChoice[];
  /** Whether outside numbers may be called at all. */
  readonly outside: boolean;
  /** The agent who looks, who is not a destination. */
  readonly me: string;
}

const presence: Record<AgentItem["state"], number> = {
  ready: 0,
  not_ready: 1,
  after_call_work: 2,
  reserved: 3,
  busy: 3,
  logged_off: 4,
};

/** A phone can ring for a colleague's call when its owner has no call and is there. */
export function isFree(agent: AgentItem): boolean {
  return agent.reachable && (agent.state === "ready" || agent.state === "not_ready");
}

/** The typed text as a number to dial, or empty. Only what people write between digits is taken out. */
export function typedNumber(text: string): string {
  const trimmed = text.trim();
  if (!/^\+?[\d\s()./-]+$/.test(trimmed)) return "";
  const digits = trimmed.replace(/[^\d+]/g, "");
  return digits.replace("+", "").length >= 2 ? digits : "";
}

/** All that match, those who can take a call first; a typed number at the head when no agent has it. */
export function find(directory: Directory, text: string): Found[] {
  const wanted = fold(text);
  const matches = (...texts: string[]) => wanted === "" || texts.some((one) => fold(one).includes(wanted));
  const agents = directory.agents
    .filter((agent) => agent.id !== directory.me && agent.state !== "logged_off" && matches(agent.name, agent.number))
    .map((agent) => ({ kind: "agent" as const, key: agent.key, agent, free: isFree(agent) }))
    .sort(
      (a, b) =>
        Number(b.free) - Number(a.free) ||
        presence[a.agent.state] - presence[b.agent.state] ||
        a.agent.number.localeCompare(b.agent.number),
    );
  const queues = directory.queues
    .filter((queue) => matches(queue.name, queue.id))
    .map((queue) => ({ kind: "queue" as const, key: queue.key, queue }));
  const menus = directory.menus
    .filter((menu) => matches(menu.name))
    .map((menu) => ({ kind: "menu" as const, key: `menu:${menu.flow_id}:${menu.step_id}`, menu }));
  const number = directory.outside ? typedNumber(text) : "";
  const outside =
    number === "" || agents.some(({ agent }) => agent.number === number)
      ? []
      : [{ kind: "number" as const, key: "number", number }];
  return [...outside, ...agents, ...queues, ...menus];
}

function fold(text: string): string {
  return text.trim().toLocaleLowerCase().normalize("NFKC");
}

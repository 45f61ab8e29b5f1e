import { expect, test } from "vitest";
import type { AgentItem, QueueItem } from "@/api/generated/frames";
import { type Directory, find, typedNumber } from "@/components/destinations";

function agent(number: string, name: string, part: Partial<AgentItem> = {}): AgentItem {
  return {
    kind: "agent",
    key: `agent:${number}`,
    id: number,
    number,
    name,
    state: "ready",
    reason: "",
    since: "2026-01-01T08:00:00Z",
    reachable: true,
    queues: [],
    ...part,
  };
}

const support = { kind: "queue", key: "queue:support", id: "support", name: "技术支持 Support" } as QueueItem;
const directory: Directory = {
  agents: [
    agent("8001", "Ana"),
    agent("8002", "Ben", { state: "busy" }),
    agent("8003", "Cai", { reachable: false }),
    agent("8004", "Di", { state: "logged_off" }),
    agent("8005", "Eve", { state: "not_ready" }),
  ],
  queues: [support],
  menus: [{ flow_id: "survey", step_id: "ask", name: "Survey" }],
  outside: true,
  me: "8001",
};
const keys = (text: string, part: Partial<Directory> = {}) =>
  find({ ...directory, ...part }, text).map(({ key }) => key);

test("those who are free come first; oneself and those who are gone are left out", () => {
  expect(keys("")).toEqual(["agent:8005", "agent:8003", "agent:8002", "queue:support", "menu:survey:ask"]);
});

test("names, numbers and queues are found whatever the case and width", () => {
  expect(keys("bEn")).toEqual(["agent:8002"]);
  expect(keys("支持")).toEqual(["queue:support"]);
  expect(keys("Ｓｕｒｖｅｙ")).toEqual(["menu:survey:ask"]);
});

test("a typed number is called outside, unless outside calls are not allowed or a colleague has it", () => {
  expect(keys("+1 415 555-0123")).toEqual(["number"]);
  expect(keys("+1 415 555-0123", { outside: false })).toEqual([]);
  expect(keys("8002")).toEqual(["agent:8002"]);
});

test("only what looks like a number is one", () => {
  expect(typedNumber(" (010) 6552-9988 ")).toBe("01065529988");
  expect(typedNumber("+86 138 0013 8000")).toBe("+8613800138000");
  expect(typedNumber("8")).toBe("");
  expect(typedNumber("4008 call")).toBe("");
  expect(typedNumber("8001; rm")).toBe("");
});

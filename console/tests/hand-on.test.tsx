import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { AgentItem, QueueItem } from "@/api/generated/frames";
import { HandOn } from "@/features/desk/HandOn";
import { call, change, me } from "./frames";
import { json, push, Stage, serve, violations } from "./stage";

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

const support: QueueItem = {
  kind: "queue",
  key: "queue:support",
  id: "support",
  name: "Support",
  waiting: 0,
  oldest_since: null,
  ready: 2,
  service_level_s: 20,
};
const lines = () => screen.getAllByTestId("destination").map((one) => one.textContent ?? "");
const marked = () => screen.getAllByTestId("destination").find((one) => one.ariaSelected === "true");

test("who is free changes under the eyes of whoever transfers, and what was chosen stays chosen", async () => {
  const asked: unknown[] = [];
  serve(
    {
      "/api/v1/desk/options": () => json({ reasons: [], dispositions: [], menus: [], may_dial: false }),
      [`/api/v1/desk/calls/${call().id}/transfer`]: async (request) => {
        asked.push(await request.json());
        return new Response(null, { status: 204 });
      },
    },
    [me(), agent("8002", "Ben"), agent("8003", "Cai"), support],
  );
  const { container } = render(
    <Stage>
      <HandOn call={call({ phase: "talking" })} purpose="transfer" close={() => undefined} />
    </Stage>,
  );
  await waitFor(() => expect(lines()).toHaveLength(3));
  expect(lines()[0]).toContain("Ben");
  await userEvent.keyboard("{ArrowDown}");
  expect(marked()?.textContent).toContain("Cai");

  act(() => push(change(1, [agent("8002", "Ben", { state: "busy" }), { ...support, waiting: 3, ready: 1 }])));
  await waitFor(() => expect(lines()[0]).toContain("Cai"));
  expect(lines()[1]).toMatch(/Ben.*On a call/);
  expect(lines()[2]).toContain("3 waiting");
  expect(marked()?.textContent).toContain("Cai");

  act(() => push(change(2, [agent("8003", "Cai", { reachable: false }), agent("8004", "Di")], ["agent:8002"])));
  await waitFor(() => expect(lines()[0]).toContain("Di"));
  expect(lines().join()).not.toContain("Ben");
  expect(marked()?.textContent).toMatch(/Cai.*Not reachable/);
  expect(await violations(container)).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(asked).toEqual([{ to: { type: "agent", agent_id: "8003" } }]));
});

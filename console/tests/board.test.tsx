import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { QueueItem } from "@/api/generated/frames";
import { BoardPage } from "@/features/board/BoardPage";
import { change } from "./frames";
import { type Answers, json, push, Stage, serve, violations } from "./stage";

const queue: QueueItem = {
  kind: "queue",
  key: "queue:support",
  id: "support",
  name: "Support",
  waiting: 1,
  oldest_since: "2026-01-01T08:00:10Z",
  ready: 0,
  service_level_s: 20,
};
const caller = {
  call_id: "00000000-0000-0000-0000-000000000009",
  caller_number: "+8613800138000",
  since: "2026-01-01T08:00:10Z",
  position: 0,
  step: 1,
  priority_s: 60,
  kept_for: "8001",
};
const why = {
  strategy: "longest_idle",
  waited_s: 50,
  score: 110,
  position: 0,
  waiting: 1,
  step: 1,
  steps: 2,
  next_step_s: null,
  needs: ["english 50"],
  preferred: "",
  held: false,
  only: "",
  chosen: [],
  eligible: 0,
  candidates: [],
  excluded: [{ reason: "not_ready", count: 1, detail: "lunch", agents: ["8001"] }],
  rivals: [],
};
const score = { queue: "support", told: 5, judged: 4, within_share: 0.75, bias_ms: -20_000, mean_width_ms: 60_000 };

async function unfolded(answers: Answers, shown: QueueItem = queue): Promise<HTMLElement> {
  serve({ "/api/v1/session": () => json({ role: "supervisor" }), ...answers }, [shown]);
  const { container } = render(
    <Stage>
      <BoardPage />
    </Stage>,
  );
  await userEvent.click(await screen.findByTestId("queue-support"));
  return container;
}

test("a queue unfolds who waits, and each caller says why", async () => {
  const container = await unfolded({
    "/api/v1/queues/support/waiting": () => json([caller]),
    [`/api/v1/calls/${caller.call_id}/why`]: () => json({ call_id: caller.call_id, stage: "waiting", why }),
  });
  const line = await screen.findByRole("listitem");
  for (const part of ["step 2", "1:00 ahead", "kept for 8001"]) expect(line.textContent).toContain(part);
  const ask = screen.getByRole("button", { name: "Why?", expanded: false });
  await userEvent.click(ask);
  expect(await screen.findByText("Not ready (Lunch): 1: 8001")).toBeDefined();
  expect(await violations(container)).toEqual([]);
  await userEvent.click(ask);
  expect(screen.queryByText("Not ready (Lunch): 1: 8001")).toBeNull();
});

test("a wait beyond what the queue promises is told by colour, sign and word, and one within it is not", async () => {
  await unfolded({}, { ...queue, service_level_s: 600 });
  const [timer] = screen.getAllByRole("timer");
  expect(timer?.parentElement?.dataset.late).toBe("false");
  act(() => push(change(1, [{ ...queue, service_level_s: 20 }])));
  await waitFor(() => expect(screen.getAllByRole("timer")[0]?.parentElement?.dataset.late).toBe("true"));
  expect(screen.getByText("longer than the target of 0:20")).toBeDefined();
});

test("a queue that is not mine to see says so, and asks nothing that agents may not know", async () => {
  const refused = { code: "not_permitted", message: "?", fields: {} };
  const asked: string[] = [];
  await unfolded({
    "/api/v1/session": () => json({ role: "agent" }),
    "/api/v1/queues/support/waiting": () => json(refused, 403),
    "/api/v1/wait-estimates": ({ url }) => {
      asked.push(url);
      return json(refused, 403);
    },
  });
  expect(await screen.findByText("Your role does not allow this.")).toBeDefined();
  expect(asked).toEqual([]);
});

test("a queue in which nobody waits says so, and how true its told waits were", async () => {
  await unfolded(
    { "/api/v1/wait-estimates": () => json([{ ...score, queue: "sales", told: 9 }, score]) },
    {
      ...queue,
      waiting: 0,
      oldest_since: null,
    },
  );
  expect(screen.getByText("Nobody is waiting.")).toBeDefined();
  expect((await screen.findByTestId("told-waits")).textContent).toBe(
    "5 callers were told a wait in the last 24 hours. It held in 75% of 4 answered calls. " +
      "On average the wait was 0:20 shorter than the middle of the range, which was 1:00 wide.",
  );
});

test("told waits of which no end was seen are not judged", async () => {
  const unseen = { ...score, told: 1, judged: 0, within_share: null, bias_ms: 0 };
  await unfolded({ "/api/v1/wait-estimates": () => json([unseen]) }, { ...queue, waiting: 0, oldest_since: null });
  expect((await screen.findByTestId("told-waits")).textContent).toBe(
    "One caller was told a wait in the last 24 hours. None of them has been answered.",
  );
});

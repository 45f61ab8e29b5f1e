import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { CallPane } from "@/features/desk/CallPane";
import { WhyNoCalls } from "@/features/desk/WhyNoCalls";
import { call, me } from "./frames";
import { json, Stage, serve, violations } from "./stage";

const chance: Schemas["QueueChance"] = {
  queue: "Support",
  waiting: 0,
  ready: 2,
  before: 1,
  from_step: 0,
  from_s: 0,
  lacks: [],
  kept: "",
};

async function told(answer: Partial<Schemas["WhyNoCalls"]>): Promise<string[]> {
  serve({
    "/api/v1/desk/options": () => json({ reasons: [], dispositions: [], skills: { english: "Spoken English" } }),
    "/api/v1/desk/why-no-calls": () =>
      json({ at: "2026-01-01T08:00:00Z", state: "ready", reason: "", not_offered: [], paused_until: null, ...answer }),
  });
  const { container } = render(
    <Stage>
      <WhyNoCalls me={me()} />
    </Stage>,
  );
  await userEvent.click(screen.getByTestId("why-no-calls"));
  await screen.findByTestId("why-not");
  if (answer.queues?.some(({ lacks }) => lacks.length > 0)) await screen.findByText(/Spoken English ≥/);
  expect(await violations(container)).toEqual([]);
  return screen.getAllByRole("listitem").map((line) => line.textContent ?? "");
}

test("a ready agent learns the turn in each queue, and what keeps callers away", async () => {
  expect(
    await told({
      queues: [
        chance,
        { ...chance, queue: "Sales", before: 0 },
        { ...chance, queue: "English", waiting: 3, before: null, lacks: ["english 50"] },
        { ...chance, queue: "Later", waiting: 1, from_step: 1, from_s: 30, kept: "not_yet", before: 0 },
      ],
    }),
  ).toEqual([
    "You are ready.",
    "Support: Nobody is waiting · 1 agent is asked before you",
    "Sales: Nobody is waiting · the next call is yours",
    "English: 3 waiting · your skills do not reach: Spoken English ≥ 50",
    "Later: 1 waiting · offered to you only after 0:30 of waiting · the first caller has not waited long enough for you yet",
  ]);
});

test("an agent who is not ready, or cannot be reached, learns that first", async () => {
  const lines = await told({
    state: "not_ready",
    reason: "lunch",
    not_offered: ["microphone_denied"],
    queues: [{ ...chance, before: null }],
  });
  expect(lines).toEqual([
    "You are not ready (Lunch): nothing is offered.",
    "the microphone is not allowed",
    "Support: Nobody is waiting",
  ]);
});

test("a call in hand says on request why it came", async () => {
  const why: Schemas["WhyView"] = {
    strategy: "longest_idle",
    waited_s: 4,
    score: 4,
    position: 0,
    waiting: 1,
    step: 0,
    steps: 1,
    next_step_s: null,
    needs: [],
    preferred: "8001",
    held: false,
    only: "",
    chosen: ["8001"],
    eligible: 2,
    candidates: [{ agent: "8001", measure: 60 }],
    excluded: [],
    rivals: [],
  };
  const ringing = call();
  serve({
    [`/api/v1/calls/${ringing.id}/why`]: () =>
      json({ call_id: ringing.id, at: "2026-01-01T08:00:31Z", stage: "ringing", queue: "support", why }),
  });
  render(
    <Stage>
      <CallPane call={ringing} />
    </Stage>,
  );
  await userEvent.click(screen.getByTestId("why-mine"));
  await waitFor(() => expect(screen.getByTestId("why").textContent).toContain("8001 is asked first"));
  await userEvent.click(screen.getByTestId("why-mine"));
  expect(screen.queryByTestId("why")).toBeNull();
});

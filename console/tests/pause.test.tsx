import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { OfferEnded } from "@/app/shell/OfferEnded";
import { CallPane } from "@/features/desk/CallPane";
import { IdlePane } from "@/features/desk/IdlePane";
import { call, me } from "./frames";
import { Stage, serve, violations } from "./stage";

const talking = call({ phase: "talking", recording: true, connected_at: "2026-01-01T08:00:35Z" });

test("a recording is paused and goes on, and its state is seen and said", async () => {
  const sent: unknown[] = [];
  serve({
    [`/api/v1/desk/calls/${talking.id}/recording`]: async (request) => {
      sent.push(await request.json());
      return new Response(null, { status: 204 });
    },
  });
  const { container, unmount } = render(
    <Stage>
      <CallPane call={{ ...talking, acts: ["hang_up", "pause_recording"] }} />
    </Stage>,
  );
  expect(screen.getByText("Recording")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Pause recording", pressed: false }));
  expect(await violations(container)).toEqual([]);
  unmount();
  render(
    <Stage>
      <CallPane call={{ ...talking, recording_paused: true, acts: ["hang_up", "resume_recording"] }} />
    </Stage>,
  );
  expect(screen.getByText("Recording paused")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Record again", pressed: true }));
  expect(sent).toEqual([{ paused: true }, { paused: false }]);
});

test("where the queue does not allow it, there is no pause", () => {
  serve({});
  render(
    <Stage>
      <CallPane call={talking} />
    </Stage>,
  );
  expect(screen.queryByTestId("pause-recording")).toBeNull();
});

/** The snapshot that the page is shown was taken at 08:01. */
const ended = { call_id: talking.id, at: "2026-01-01T08:00:58Z", by: "8002" } as const;

test.each([
  [{ ...ended, why: "taken" as const }, "8002 took the call."],
  [{ ...ended, why: "caller_left" as const, by: "" }, "The caller hung up before you answered."],
  [{ ...ended, why: "taken_back" as const, by: "" }, "the agent took the call back."],
])("an offer that is gone says where it went", async (offer_ended, said) => {
  serve({}, [me({ offer_ended })]);
  render(
    <Stage>
      <OfferEnded />
    </Stage>,
  );
  expect(await screen.findByText(said)).toBeDefined();
});

test("after some seconds nothing is said of it any more", async () => {
  serve({}, [me({ offer_ended: { ...ended, why: "taken", at: "2026-01-01T08:00:40Z" } })]);
  render(
    <Stage>
      <OfferEnded />
    </Stage>,
  );
  expect((await screen.findByTestId("offer-ended")).textContent).toBe("");
});

test("a pause after a missed offer says how long it lasts", async () => {
  const paused = me({ not_offered: ["paused"], paused_until: "2026-01-01T08:01:04Z" });
  serve({}, [paused]);
  render(
    <Stage>
      <IdlePane me={paused} />
    </Stage>,
  );
  expect(await screen.findByText(/short pause after a missed offer \(0:0[3-5]\)/)).toBeDefined();
});

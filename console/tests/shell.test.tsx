import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IncomingCall } from "@/app/shell/IncomingCall";
import { StatePicker } from "@/app/shell/StatePicker";
import { Ringer } from "@/softphone/ringer";
import { call, change, me } from "./frames";
import { json, push, Stage, serve, violations } from "./stage";

const options = { "/api/v1/desk/options": () => json({ reasons: ["lunch"], dispositions: [] }) };

beforeEach(() => {
  // jsdom has no sound
  vi.spyOn(Ringer.prototype, "start").mockImplementation(() => undefined);
  vi.spyOn(Ringer.prototype, "stop").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const announcement = () => within(screen.getByRole("main")).getByRole("alert");

/** What the screen reader is told, each time it changes. */
function heard(): string[] {
  const said: string[] = [];
  const alert = announcement();
  new MutationObserver(() => said.push(alert.textContent ?? "")).observe(alert, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  return said;
}

test("a call that rings is announced once, however long it rings, and the title flashes until it is over", async () => {
  document.title = "Desk · Ringdesk";
  vi.useFakeTimers({ shouldAdvanceTime: true });
  serve(options, [me()]);
  render(
    <Stage>
      <IncomingCall />
      <StatePicker />
    </Stage>,
  );
  await screen.findByTestId("state-picker");
  const said = heard();
  act(() => push(change(1, [call(), me({ state: "reserved" })])));
  await waitFor(() => expect(said).toEqual(["Incoming call from +86 138 0013 8000, queue support"]));
  const titles = new Set<string>();
  for (let second = 0; second < 5; second += 1) {
    titles.add(document.title);
    await act(() => vi.advanceTimersByTimeAsync(1_000));
  }
  expect(titles).toEqual(new Set(["☎ Incoming call", "Desk · Ringdesk"]));
  act(() => push(change(2, [call({ notes: "again the same call" })])));
  expect(said).toHaveLength(1);
  act(() => push(change(3, [me()], [call().key])));
  await waitFor(() => expect(announcement().textContent).toBe(""));
  expect(document.title).toBe("Desk · Ringdesk");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(document.title).toBe("Desk · Ringdesk");
  vi.useRealTimers();
});

test("what is asked for during a call is said to follow it, and can be taken back", async () => {
  const sent: string[] = [];
  const noted = async (request: Request) => {
    sent.push(request.method === "DELETE" ? "DELETE" : await request.text());
    return new Response(null, { status: 204 });
  };
  serve({ ...options, "POST /api/v1/desk/state": noted, "DELETE /api/v1/desk/state": noted }, [me({ state: "busy" })]);
  const { container } = render(
    <Stage>
      <StatePicker />
    </Stage>,
  );
  const picker = await screen.findByTestId("state-picker");
  expect(picker.textContent).not.toContain("then:");
  await userEvent.click(picker);
  expect(await screen.findByText("You are on a call. What you choose follows it.")).toBeDefined();
  expect(screen.queryByTestId("state-cancel-next")).toBeNull();
  await userEvent.click(await screen.findByText("Lunch"));
  await waitFor(() => expect(sent).toEqual([JSON.stringify({ state: "not_ready", reason: "lunch" })]));
  act(() => push(change(1, [me({ state: "busy", next_state: "not_ready:lunch" })])));
  await waitFor(() => expect(picker.textContent).toContain("then: Lunch"));
  expect(await violations(container)).toEqual([]);
  await userEvent.click(picker);
  await userEvent.click(await screen.findByText("Cancel “then: Lunch”"));
  await waitFor(() => expect(sent.at(-1)).toBe("DELETE"));
  act(() => push(change(2, [me({ state: "busy" })])));
  await waitFor(() => expect(picker.textContent).not.toContain("then:"));
});

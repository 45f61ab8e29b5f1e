import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { CallbackItem } from "@/api/generated/frames";
import { Callbacks } from "@/components/Callbacks";
import { foundCallbacks } from "@/components/callbacks";
import { dueFault, quarterAfter } from "@/components/due";
import { localInput } from "@/components/zone";
import { callback, change } from "./frames";
import { type Answers, json, push, Stage, serve, violations } from "./stage";

const wang = callback();
const unknown = callback({
  key: "callback:2",
  id: "00000000-0000-0000-0000-000000000022",
  number: "+862155550000",
  customer_name: "",
  queue: "Sales",
  queue_id: "sales",
  state: "scheduled",
  attempt: 2,
  due_at: "2026-01-01T10:00:00Z",
  tried: [{ at: "2026-01-01T09:00:00Z", result: "busy" }],
});
const talking = callback({
  key: "callback:3",
  id: "00000000-0000-0000-0000-000000000023",
  state: "talking",
});

let answers: Answers;
let sent: { path: string; body: unknown }[];

beforeEach(() => {
  sent = [];
  answers = serve({}, [wang, unknown, talking]);
  for (const { id } of [wang, unknown])
    for (const what of ["cancel", "schedule"])
      answers[`/api/v1/callbacks/${id}/${what}`] = async (request) => {
        const text = await request.text();
        sent.push({ path: new URL(request.url).pathname, body: text === "" ? null : JSON.parse(text) });
        return new Response(null, { status: 204 });
      };
});

async function rows(): Promise<HTMLElement[]> {
  return await screen.findAllByTestId("callback");
}

function show() {
  return render(
    <Stage>
      <Callbacks />
    </Stage>,
  );
}

test("callbacks are found by name, queue and number, however it is written", () => {
  const all = [wang, unknown];
  expect(foundCallbacks(all, " wang ")).toEqual([wang]);
  expect(foundCallbacks(all, "SALES")).toEqual([unknown]);
  expect(foundCallbacks(all, "138-0013")).toEqual([wang]);
  expect(foundCallbacks(all, "+86 138 0013")).toEqual([wang]);
  expect(foundCallbacks(all, "")).toEqual(all);
  expect(foundCallbacks(all, "nobody")).toEqual([]);
});

test("one that is being made cannot be changed; the others say where they stand", async () => {
  const { container } = show();
  const [first, second, third] = await rows();
  expect(first?.textContent).toContain("In line");
  expect(second?.textContent).toContain("Put off until");
  expect(second?.textContent).toContain("Attempt 2 of 3");
  expect(within(second as HTMLElement).getByRole("list", { name: "Attempts so far" }).textContent).toContain("Busy");
  expect(within(third as HTMLElement).queryAllByRole("button")).toEqual([]);
  expect(await violations(container)).toEqual([]);
});

test("taking a callback off the list is asked for once more, and the list follows what the server says", async () => {
  show();
  const [first] = await rows();
  await userEvent.click(within(first as HTMLElement).getByTestId("callback-cancel"));
  await userEvent.click(screen.getByRole("button", { name: "Keep it" }));
  expect(sent).toEqual([]);
  await userEvent.click(within(first as HTMLElement).getByTestId("callback-cancel"));
  await userEvent.click(screen.getByTestId("callback-cancel-sure"));
  await waitFor(() => expect(sent).toEqual([{ path: `/api/v1/callbacks/${wang.id}/cancel`, body: null }]));
  act(() => push(change(1, [], [wang.key])));
  expect(screen.getAllByTestId("callback")).toHaveLength(2);
});

test("the next attempt stays in the row, and what is under way can no longer be changed", async () => {
  show();
  const [first] = await rows();
  await userEvent.click(within(first as HTMLElement).getByTestId("callback-cancel"));
  act(() => push(change(1, [{ ...wang, state: "dialing" }])));
  expect(within(first as HTMLElement).queryAllByRole("button")).toEqual([]);
  const next: CallbackItem = {
    ...wang,
    id: "00000000-0000-0000-0000-000000000024",
    attempt: 2,
    tried: [{ at: "2026-01-01T08:30:00Z", result: "no_answer" }],
  };
  act(() => push(change(2, [next])));
  expect(await rows()).toHaveLength(3);
  expect(first?.isConnected).toBe(true);
  expect(first?.textContent).toContain("Nobody answered");
  expect(within(first as HTMLElement).getByTestId("callback-cancel")).toBeDefined();
});

test("another time must come and be near; then the callback is put off", async () => {
  show();
  const [first] = await rows();
  await userEvent.click(within(first as HTMLElement).getByTestId("callback-later"));
  const field = screen.getByTestId("callback-when");
  await userEvent.clear(field);
  expect(screen.getByText("Choose a time to come.")).toBeDefined();
  expect(screen.getByTestId<HTMLButtonElement>("callback-move").disabled).toBe(true);
  const due = localInput(quarterAfter(new Date("2026-01-01T08:01:00Z"), 120));
  await userEvent.type(field, due);
  await userEvent.click(screen.getByTestId("callback-move"));
  const body = { at: new Date(due).toISOString() };
  await waitFor(() => expect(sent).toEqual([{ path: `/api/v1/callbacks/${wang.id}/schedule`, body }]));
});

test("one that was put off can come next; a refusal is told", async () => {
  answers[`/api/v1/callbacks/${unknown.id}/schedule`] = () =>
    json({ code: "callback_under_way", message: "?", fields: {} }, 409);
  show();
  const [, second] = await rows();
  await userEvent.click(within(second as HTMLElement).getByTestId("callback-now"));
  expect(await screen.findByText("This callback is being made, or it is done.")).toBeDefined();
});

test("nothing promised, and nothing found, say what to do", async () => {
  show();
  await userEvent.type(await screen.findByRole("searchbox"), "nobody");
  await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(await rows()).toHaveLength(3);
  act(() => push(change(1, [], [wang.key, unknown.key, talking.key])));
  expect(await screen.findByText("No callback is promised")).toBeDefined();
});

test("a moment for a promise is neither past nor beyond a month", () => {
  const now = new Date(2026, 0, 1, 12, 7).getTime();
  expect(localInput(quarterAfter(new Date(now), 60))).toBe("2026-01-01T13:15");
  expect(dueFault("", now)).toBe("past");
  expect(dueFault("2026-01-01T12:00", now)).toBe("past");
  expect(dueFault("2026-01-31T12:00", now)).toBeNull();
  expect(dueFault("2026-02-02T12:00", now)).toBe("far");
});

import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { DeskPage } from "@/features/desk/DeskPage";
import { call, callback, change, me } from "./frames";
import { type Answers, json, push, Stage, serve, violations } from "./stage";

const promised = callback();

function item(
  id: number,
  kind: Schemas["WorkItem"]["kind"],
  part: Partial<Schemas["WorkItem"]> = {},
): Schemas["WorkItem"] {
  return {
    id: `00000000-0000-0000-0000-0000000000${id}`,
    kind,
    state: "open",
    number: `+86139000000${id}`,
    customer_id: null,
    customer_name: "",
    queue: "support",
    interaction_id: null,
    recording_id: "",
    created_at: "2026-01-01T08:00:30Z",
    last_at: "2026-01-01T08:00:30Z",
    due_at: "2026-01-01T08:00:30Z",
    contacts: 1,
    note: "",
    owner_id: null,
    owner_name: "",
    result: "",
    closed_at: null,
    closed_by: "",
    ...part,
  };
}

const missed = item(41, "missed", { contacts: 2 });
const voicemail = item(42, "voicemail", { owner_id: me().agent_id, owner_name: "Ana" });
const promise = item(43, "follow_up", { due_at: "2026-01-01T07:00:00Z", note: "Send the form\nby mail" });
const counts = { missed: 1, voicemail: 1, fax: 0, callback: 1, follow_up: 1 };

let answers: Answers;
let asked: string[];

beforeEach(() => {
  asked = [];
  answers = serve(
    {
      "/api/v1/desk/options": () => json({ reasons: [], dispositions: [], menus: [] }),
      "/api/v1/interactions": () => json({ rows: [], total: 0, counted_all: true, next: "" }),
      "/api/v1/work-list": (request) => {
        const { searchParams } = new URL(request.url);
        asked.push(`${searchParams.get("kind") ?? ""}|${searchParams.get("cursor") ?? ""}`);
        const first = [
          { type: "callback", promised_at: promised.since, callback: promised },
          { type: "item", promised_at: missed.due_at, item: missed },
        ];
        const second = [voicemail, promise].map((one) => ({ type: "item", promised_at: one.due_at, item: one }));
        if (searchParams.get("kind") === "missed") return json({ rows: first.slice(1), counts, next: "" });
        return searchParams.get("cursor") === "1.a"
          ? json({ rows: second, counts, next: "" })
          : json({ rows: first, counts, next: "1.a" });
      },
    },
    [me(), promised],
  );
});

function show() {
  return render(
    <Stage>
      <DeskPage />
    </Stage>,
  );
}

async function entries(count: number): Promise<HTMLElement[]> {
  await waitFor(() => expect(screen.getAllByTestId("work-item")).toHaveLength(count));
  return screen.getAllByTestId("work-item");
}

test("one list in the server's order says of each who, what, since when and what to do", async () => {
  const { container } = show();
  const [first, second] = await entries(2);
  expect(first?.textContent).toContain("Wang Fang");
  expect(first?.textContent).toContain("Promised callback · Support");
  expect(first?.textContent).toContain("Comes to the next who is ready");
  expect(second?.textContent).toContain("Gave up waiting, 2 times");
  expect(second?.textContent).toMatch(/0:3\d/);
  expect(second?.textContent).toContain("Call them");
  await userEvent.click(screen.getByTestId("work-more"));
  const all = await entries(4);
  expect(all[2]?.textContent).toContain("Listen, then call · yours");
  expect(all[3]?.textContent).toContain("Send the form");
  expect(all[3]?.querySelector("[data-late]")?.textContent).toMatch(/1:01:\d\d late/);
  expect(screen.queryByTestId("work-more")).toBeNull();
  expect(await violations(container)).toEqual([]);
});

test("the list is narrowed to a kind, and walked through with the arrows", async () => {
  show();
  const [first, second] = await entries(2);
  first?.focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(second);
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(first);
  await userEvent.click(screen.getByRole("button", { name: "Gave up waiting: 1" }));
  const [left] = await entries(1);
  expect(left?.dataset.kind).toBe("missed");
  expect(asked.at(-1)).toBe("missed|");
  await userEvent.click(screen.getByTestId("work-filter-all"));
  await entries(2);
});

test("a callback shows how it stands this moment; one that is gone is left out and the order is asked for anew", async () => {
  show();
  const [first] = await entries(2);
  await userEvent.click(first as HTMLElement);
  const pane = screen.getByTestId("callback");
  expect(within(pane).getByTestId("callback-cancel")).toBeDefined();
  act(() => push(change(1, [{ ...promised, state: "dialing" }])));
  expect(first?.textContent).toContain("Being called");
  expect(within(pane).queryByTestId("callback-cancel")).toBeNull();
  const before = asked.length;
  act(() => push(change(2, [], [promised.key])));
  await entries(1);
  expect(screen.queryByTestId("callback")).toBeNull();
  await waitFor(() => expect(asked.length).toBeGreaterThan(before));
});

test("what is chosen during a call opens beside it", async () => {
  show();
  const [, second] = await entries(2);
  act(() => push(change(1, [call({ phase: "talking", connected_at: "2026-01-01T08:00:40Z" })])));
  await userEvent.click(second as HTMLElement);
  expect(within(screen.getByTestId("work-panel")).getByTestId("work-pane").textContent).toContain("139");
  expect(screen.getByTestId("call")).toBeDefined();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("work-panel")).toBeNull();
});

test("a fax is read from the list", async () => {
  const fax = item(44, "fax", { recording_id: "00000000-0000-0000-0000-000000000099" });
  answers["/api/v1/work-list"] = () =>
    json({ rows: [{ type: "item", promised_at: fax.due_at, item: fax }], counts: { ...counts, fax: 1 }, next: "" });
  show();
  const [only] = await entries(1);
  await userEvent.click(only as HTMLElement);
  const link = within(screen.getByTestId("work-pane")).getByTestId("work-fax");
  expect(link.getAttribute("href")).toBe(`/api/v1/recordings/${fax.recording_id}/pages`);
  expect(screen.queryByTestId("voicemail")).toBeNull();
});

test("nothing owed, and an answer that does not come, say so", async () => {
  answers["/api/v1/work-list"] = () =>
    json({ rows: [], counts: { missed: 0, voicemail: 0, fax: 0, callback: 0, follow_up: 0 }, next: "" });
  const { unmount } = show();
  expect(await screen.findByText(/^Nothing is owed to anybody\./)).toBeDefined();
  unmount();
  answers["/api/v1/work-list"] = () => json({ code: "internal_error", message: "?", fields: {} }, 500);
  show();
  expect(
    await within(await screen.findByTestId("work-items")).findByRole("button", { name: "Try again" }),
  ).toBeDefined();
});

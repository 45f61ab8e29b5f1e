import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { beforeEach, expect, test } from "vitest";
import { HoursListPage } from "@/features/hours/HoursListPage";
import { HoursPage, NewHoursPage } from "@/features/hours/HoursPage";
import { faultsOf, NEW_DRAFT } from "@/features/hours/hours-api";
import en from "@/locales/hours/en.json";
import zhCN from "@/locales/hours/zh-CN.json";
import { json, Stage, serve, violations } from "./stage";

const office = { ...NEW_DRAFT, id: "office", version: "v1", name: "Office", zone: "Asia/Shanghai", manual: null };
let sent: Record<string, unknown>;

beforeEach(() => {
  sent = {};
  const keep = (name: string) => async (request: Request) => {
    sent[name] = await request.json();
    return json(office);
  };
  serve({
    "GET /api/v1/session": () => json({ role: "admin", user_id: "ada", agent_number: "" }),
    "GET /api/v1/admin/options": () => json({ prompts: [{ id: "storm", name: "Storm" }] }),
    "GET /api/v1/calendars": () => json([office]),
    "GET /api/v1/calendars/countries": () => json({ CN: [], DE: ["BY"] }),
    "GET /api/v1/calendars/office/opening": () =>
      json({ at: "2026-01-01T08:00:00Z", open: true, why: "week", name: "", text: {}, next_change: null }),
    "PUT /api/v1/calendars/office/manual": keep("manual"),
    "PUT /api/v1/calendars/night-shift": keep("saved"),
    "POST /api/v1/calendars/preview": async (request) => {
      const { calendar } = (await request.json()) as { calendar: { country: string } };
      const why = calendar.country === "CN" ? "holiday" : "week";
      return json({ at: "2026-01-01T08:00:00Z", open: why === "week", why, name: "", text: {}, next_change: null });
    },
  });
});

test("a calendar is closed by hand with a prompt of the library", async () => {
  const { container } = render(
    <Stage>
      <HoursListPage />
    </Stage>,
  );
  expect((await screen.findByTestId("opening")).dataset.open).toBe("true");
  expect(await violations(container)).toEqual([]);
  await userEvent.click(screen.getByTestId("by-hand"));
  const dialog = await screen.findByRole("dialog");
  await userEvent.selectOptions(await within(dialog).findByTestId("heard-prompt"), "storm");
  await userEvent.click(within(dialog).getByTestId("hand-save"));
  await waitFor(() => expect(sent.manual).toEqual({ open: false, until: null, text: {}, prompt: "storm" }));
});

test("a new calendar tells what is missing, answers as it is written, and is saved under a short name", async () => {
  render(
    <Stage>
      <NewHoursPage />
    </Stage>,
  );
  await waitFor(() => expect(screen.queryByTestId("save-calendar")).not.toBeNull());
  await userEvent.click(screen.getByTestId("save-calendar"));
  expect(await screen.findByText(en.nameMissing)).toBeDefined();
  await userEvent.type(screen.getByTestId("calendar-name"), "Night shift");
  await waitFor(() => expect(screen.getByTestId("ask-answer").dataset.why).toBe("week"));
  await waitFor(() => expect(screen.getByTestId("country").querySelectorAll("option").length).toBe(3));
  await userEvent.selectOptions(screen.getByTestId("country"), "CN");
  await waitFor(() => expect(screen.getByTestId("ask-answer").dataset.open).toBe("false"));
  await userEvent.click(screen.getByTestId("save-calendar"));
  await waitFor(() => expect(sent.saved).toMatchObject({ name: "Night shift", country: "CN" }));
});

test("hours are saved over the version that was seen, and the next time over what was saved", async () => {
  const seen: (string | null)[] = [];
  serve({
    "GET /api/v1/session": () => json({ role: "admin", user_id: "ada", agent_number: "" }),
    "GET /api/v1/admin/options": () => json({ prompts: [] }),
    "GET /api/v1/calendars": () => json([office]),
    "GET /api/v1/calendars/countries": () => json({}),
    "GET /api/v1/calendars/office": () => json(office),
    "GET /api/v1/calendars/office/opening": () =>
      json({ at: "2026-01-01T08:00:00Z", open: true, why: "week", name: "", text: {}, next_change: null }),
    "POST /api/v1/calendars/preview": () =>
      json({ at: "2026-01-01T08:00:00Z", open: true, why: "week", name: "", text: {}, next_change: null }),
    "PUT /api/v1/calendars/office": (request) => {
      seen.push(request.headers.get("if-match"));
      return json({ ...office, version: `v${seen.length + 1}` });
    },
  });
  render(
    <Stage>
      <Routes location="/office">
        <Route path=":id" element={<HoursPage />} />
      </Routes>
    </Stage>,
  );
  const name = await screen.findByTestId("calendar-name");
  for (const times of [1, 2]) {
    await userEvent.type(name, "!");
    await userEvent.click(screen.getByTestId("save-calendar"));
    await waitFor(() => expect(seen).toHaveLength(times));
    await screen.findByText(en.saved);
  }
  expect(seen).toEqual(["v1", "v2"]);
});

test("a day that stands twice and hours without a time are faults", () => {
  const day = { day: "2026-10-01", kind: "workday" as const };
  const draft = { ...NEW_DRAFT, name: "A", day_kinds: [day, day], holiday_spans: [{ opens: "", closes: "10:00" }] };
  expect(faultsOf(draft)).toEqual({ "day_kinds.1.day": "dayTwice", "holiday_spans.0": "timeMissing" });
});

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key] : flat(value, `${path}${key}.`),
  );
}

test("both languages have the same words about hours, and all are used", () => {
  const plural = (tree: Tree) =>
    flat(tree)
      .filter((key) => !key.endsWith("_one"))
      .sort();
  expect(plural(zhCN)).toEqual(plural(en));
  const folder = "src/features/hours";
  const all = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const stems = [...all.matchAll(/`([a-zA-Z]+\.)\$\{/g)].map((match) => match[1] ?? "");
  const unused = plural(en).map((key) => key.replace(/_other$/, ""));
  expect(unused.filter((key) => !all.includes(`"${key}"`) && !stems.some((stem) => key.startsWith(stem)))).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { FlowDocument } from "@/components/flows/document";
import type { FlowStatistics } from "@/components/flows/tools";
import { SimulatorPanel } from "@/features/flow-runs/SimulatorPanel";
import { StatisticsPanel } from "@/features/flow-runs/StatisticsPanel";
import { callerOf, newCaller, oneKey, scenarioOf } from "@/features/flow-runs/scenario";
import en from "@/locales/flow-runs/en.json";
import zhCN from "@/locales/flow-runs/zh-CN.json";
import { type Answers, json, Stage, serve, violations } from "./stage";

const flow: FlowDocument = {
  version: 2,
  id: "hello",
  name: "Hello",
  languages: ["en"],
  start: "menu",
  steps: [
    { id: "menu", type: "menu", label: "Main menu", parameters: { choices: { "1": "Order" } }, next: { "1": "look" } },
    { id: "look", type: "http", parameters: { answers: { status: "order.status" } }, next: { done: "queue" } },
    { id: "queue", type: "queue", parameters: { queue: "support" }, next: { error: "bye" } },
    { id: "bye", type: "hang_up" },
  ],
};
const visit = (step_id: string, said: string[] = [], pressed = "") => ({
  flow_id: "hello",
  step_id,
  said,
  pressed,
  asked: [],
});
const walked = (keys: string[]) => ({
  visits: keys.length === 0 ? [visit("menu", ["Press 1."])] : [visit("menu", ["Press 1."], "1"), visit("queue")],
  ended: keys.length === 0 ? "" : "queue:support",
  language: "en",
  variables: {},
  seconds: 0,
});
const saved = {
  id: "00000000-0000-0000-0000-000000000001",
  name: "Order",
  scenario: scenarioOf({ ...newCaller(flow), keys: ["1"] }),
  path: [],
  ended: "queue:support",
  saved_at: "2026-01-01T08:00:00Z",
  saved_by: "Ada",
};

let answers: Answers;
let paths: [string[], string | null][];

beforeEach(() => {
  paths = [];
  answers = serve({
    "POST /api/v1/flows/simulate": async (request) =>
      json(walked(((await request.json()) as { scenario: { keys: string[] } }).scenario.keys)),
    "GET /api/v1/flows/hello/cases": () => json([saved]),
    "POST /api/v1/flows/hello/cases/replay": () =>
      json([
        {
          id: saved.id,
          name: "Order",
          passed: false,
          difference: { kind: "path", position: 1, flow_id: "hello", expected: "look", actual: "bye" },
        },
      ]),
  });
});

function simulator() {
  return render(
    <Stage>
      <h2>Simulator</h2>
      <SimulatorPanel
        flowId="hello"
        document={flow}
        onPath={(visited, current) => void paths.push([visited, current])}
        onStep={() => undefined}
      />
    </Stage>,
  );
}

function keysOf(tree: object): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [key] : keysOf(value).map((below) => `${key}.${below}`),
  );
}

test("both languages have the same words about runs", () => {
  expect(keysOf(zhCN).sort()).toEqual(keysOf(en).sort());
});

/** Read as text: what is used is named where it is used. */
const panels = readdirSync("src/features/flow-runs")
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join("src/features/flow-runs", name), "utf8"))
  .concat(readFileSync("src/components/flows/run-words.ts", "utf8"))
  .join("\n");

test("every word about runs is used", () => {
  const stems = [...panels.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map((match) => match[1] ?? "");
  const unused = keysOf(en).filter(
    (key) => !panels.includes(`"${key}"`) && !stems.some((stem) => key.startsWith(stem)),
  );
  expect(unused).toEqual([]);
});

test("a caller goes to the server and comes back from a test case", () => {
  const caller = {
    ...newCaller(flow),
    keys: ["1", ""],
    customer: { name: "Wang", tier: "vip" },
    services: { look: { kind: "ok" as const, values: { status: "sent", total: "12.5", code: "007" } } },
    exits: { queue: "error" },
    at: "2026-03-01T09:30",
    rest: { dialed_number: "4002", refused: ["queue"], queues: { support: { waiting: 3 } } },
  };
  const scenario = scenarioOf(caller);
  expect(scenario.services?.look).toEqual({
    status: 200,
    problem: "",
    values: { status: "sent", total: 12.5, code: "007" },
  });
  expect(callerOf(scenario)).toEqual(caller);
});

test("one key is an answer where every choice is a single key", () => {
  expect(oneKey(flow.steps[0])).toBe(true);
  expect(oneKey(flow.steps[1])).toBe(false);
  expect(oneKey({ id: "m", type: "menu", parameters: { choices: { "12": "" } } })).toBe(false);
});

test("a designer walks through the flow, sees what is said, and lights up the way", async () => {
  const user = userEvent.setup();
  simulator();
  await user.click(screen.getByTestId("simulate"));
  expect(await screen.findByText("Press 1.")).toBeTruthy();
  expect(paths.at(-1)).toEqual([["menu"], "menu"]);
  await user.click(screen.getByTestId("keypad-1"));
  await waitFor(() => expect(screen.getByTestId("walk-end").textContent).toContain("waits in the queue support"));
  expect(paths.at(-1)).toEqual([["menu", "queue"], "queue"]);
  expect(await violations(document.body)).toEqual([]);
});

test("a walk that comes back after the simulator was closed lights nothing up", async () => {
  let answer: (response: Response) => void = () => undefined;
  answers["POST /api/v1/flows/simulate"] = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const user = userEvent.setup();
  const { unmount } = simulator();
  await user.click(screen.getByTestId("simulate"));
  unmount();
  const read = vi.fn();
  const late = json(walked([]));
  const { json: parse, text } = late;
  late.json = () => parse.call(late).finally(read);
  late.text = () => text.call(late).finally(read);
  answer(late);
  await waitFor(() => expect(read).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve));
  expect(paths.at(-1)).toEqual([[], null]);
});

test("a walk is saved as a test case, and all cases are replayed on the draft as it stands", async () => {
  const sent: unknown[] = [];
  answers["POST /api/v1/flows/hello/cases"] = async (request) => {
    sent.push(await request.json());
    return json(saved);
  };
  const user = userEvent.setup();
  simulator();
  await user.click(screen.getByTestId("simulate"));
  const cases = await screen.findByRole("region", { name: "Test cases" });
  await user.type(within(cases).getByLabelText("Name"), "By hand");
  await user.click(within(cases).getByRole("button", { name: "Save this walk" }));
  await waitFor(() => expect(sent).toMatchObject([{ name: "By hand", scenario: { keys: [] } }]));
  await user.click(within(cases).getByRole("button", { name: "Run all" }));
  expect(await within(cases).findByText(/“look” was expected, the walk came to “bye”/)).toBeTruthy();
  expect(within(cases).getByText("fails")).toBeTruthy();
});

test("figures go to the canvas and stand in a table with the calls behind them", async () => {
  const statistics = {
    since: "2026-01-01T12:00:00Z",
    until: "2026-01-31T00:00:00Z",
    entries: 8,
    contained: 2,
    containment: 0.25,
    calls: {},
    steps: [{ step_id: "menu", entries: 8, exits: { "1": 6, hung_up: 2 }, seconds_average: 4.5, hang_ups: 2 }],
  };
  answers["GET /api/v1/flows/hello/statistics"] = () => json(statistics);
  const told: (FlowStatistics | null)[] = [];
  const { unmount } = render(
    <Stage>
      <StatisticsPanel
        flowId="hello"
        document={flow}
        revisions={[]}
        onStatistics={(figures) => void told.push(figures)}
      />
    </Stage>,
  );
  const link = await screen.findByRole("link", { name: "8, show the calls of “Main menu”" });
  expect(link.getAttribute("href")).toBe("/interactions?since=2026-01-01&flow=hello&step=menu");
  expect(screen.getByText("25 %")).toBeTruthy();
  expect(screen.getAllByRole("listitem").map((line) => line.textContent)).toEqual(["1 Order 6", "Hung up 2"]);
  expect(told.at(-1)?.steps.get("menu")).toMatchObject({ entries: 8, hangUps: 2, secondsAverage: 4.5 });
  expect(await violations(document.body)).toEqual([]);
  unmount();
  expect(told.at(-1)).toBeNull();
});

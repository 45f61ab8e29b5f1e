import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { CallItem } from "@/api/generated/frames";
import type { CaseDetail, CaseLine } from "@/components/cases/cases";
import { CasesPages } from "@/features/cases/CasesPages";
import { CaseOfCall } from "@/features/desk/CaseOfCall";
import { CaseBeside, OpenCases } from "@/features/desk/OpenCases";
import { call, me } from "./frames";
import { type Answers, json, Stage, serve, violations } from "./stage";

const CALL = call().id;
const LATE = "00000000-0000-0000-0000-000000000041";

function line(part: Partial<CaseLine> = {}): CaseLine {
  return {
    id: LATE,
    number: "C-1042",
    subject: "Invoice too high",
    kind: "complaint",
    priority: "high",
    state: "handling",
    customer_id: null,
    customer_name: "",
    caller_number: "+8613800138000",
    owner_id: null,
    owner_name: "",
    due_at: "2025-12-31T08:00:00Z",
    overdue: true,
    created_at: "2025-12-30T08:00:00Z",
    changed_at: "2025-12-30T08:00:00Z",
    version: 3,
    ...part,
  };
}

function detail(part: Partial<CaseDetail> = {}): CaseDetail {
  return {
    row: line(),
    text: "Eight hundred too much",
    result: "",
    tries: 0,
    tries_needed: 3,
    check: null,
    finding: null,
    closed_at: null,
    missing: ["result", "check", "finding"],
    acts: ["result"],
    history: [
      {
        at: "2025-12-30T08:00:00Z",
        by: "Ana",
        what: "created",
        text: "Eight hundred too much",
        how: "",
        when: null,
        department: "",
        interaction_id: null,
        changes: [],
      },
    ],
    contacts: [],
    ...part,
  };
}

const newer = line({ id: LATE.replace("41", "42"), number: "C-1043", subject: "Price list", state: "to_check" });

let answers: Answers;
let linked: CaseLine[];
let said: [string, unknown][];

async function note(request: Request): Promise<void> {
  const text = await request.text();
  said.push([`${request.method} ${new URL(request.url).pathname}`, text === "" ? null : JSON.parse(text)]);
}

beforeEach(() => {
  linked = [];
  said = [];
  const contact = `/api/v1/cases/${LATE}/contacts/${CALL}`;
  answers = serve(
    {
      "/api/v1/desk/options": () => json({ reasons: [], dispositions: [], menus: [] }),
      "GET /api/v1/cases": (request) => {
        const rows = new URL(request.url).searchParams.has("interaction") ? linked : [line(), newer];
        return json({ rows, total: rows.length, next: "" });
      },
      [`GET /api/v1/cases/${LATE}`]: () => json(detail()),
      [`PUT ${contact}`]: async (request) => {
        await note(request);
        linked = [line()];
        return json(detail());
      },
      [`DELETE ${contact}`]: async (request) => {
        await note(request);
        linked = [];
        return json(detail());
      },
      "POST /api/v1/cases": async (request) => {
        await note(request);
        linked = [newer];
        return json(detail({ row: newer }), 201);
      },
      [`POST /api/v1/cases/${LATE}/steps`]: async (request) => {
        await note(request);
        return json(detail());
      },
    },
    [me()],
  );
});

function beside(part: Partial<CallItem> = {}) {
  return render(
    <Stage>
      <OpenCases call={call(part)} />
      <CaseBeside call={call(part)} />
    </Stage>,
  );
}

test("open cases say number, subject, state and how late they are, before the call is answered", async () => {
  const { container } = beside();
  const [first, second] = await screen.findAllByTestId("open-case");
  expect(first?.textContent).toContain("C-1042 Invoice too high");
  expect(first?.textContent).toContain("In work");
  expect(first?.querySelector("[data-overdue]")?.textContent).toContain("overdue since");
  expect(first?.textContent).toContain("2 d old");
  expect(second?.textContent).toContain("To be checked");
  expect(await violations(container)).toEqual([]);
});

test("a case opens beside the call, says what is missing, and is linked to the call", async () => {
  const { container } = beside();
  await userEvent.click((await screen.findAllByTestId("open-case"))[0] as HTMLElement);
  const panel = within(await screen.findByTestId("case-panel"));
  expect((await panel.findByTestId("case-missing")).textContent).toBe(
    "Cannot close yet. Missing: a result; the customer's word on it; a finding, or why there is none.",
  );
  expect(panel.getByText("Result").getAttribute("aria-current")).toBe("step");
  expect(await violations(container)).toEqual([]);
  await userEvent.click(panel.getByTestId("case-save-result"));
  expect(panel.getByText("Words are missing here.")).toBeDefined();
  await userEvent.type(panel.getByTestId("case-result"), "Sent a new one");
  await userEvent.click(panel.getByTestId("case-save-result"));
  await userEvent.click(panel.getByTestId("case-link"));
  await waitFor(() =>
    expect(said).toEqual([
      [`POST /api/v1/cases/${LATE}/steps`, { version: 3, step: { type: "result", text: "Sent a new one" } }],
      [`PUT /api/v1/cases/${LATE}/contacts/${CALL}`, null],
    ]),
  );
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("case-panel")).toBeNull();
});

test("a refused step is told and keeps what was typed", async () => {
  answers[`POST /api/v1/cases/${LATE}/steps`] = () =>
    json({ code: "customer_case_changed", message: "", fields: {} }, 409);
  beside();
  await userEvent.click((await screen.findAllByTestId("open-case"))[0] as HTMLElement);
  const words = await screen.findByTestId<HTMLTextAreaElement>("case-result");
  await userEvent.type(words, "Sent");
  await userEvent.click(screen.getByTestId("case-save-result"));
  expect((await screen.findByRole("alert")).textContent).toContain("Somebody else changed this case");
  expect(words.value).toBe("Sent");
});

test("an open case that is chosen in wrap-up is linked at once, and that can be undone", async () => {
  const { container } = render(
    <Stage>
      <CaseOfCall call={call({ phase: "wrap_up" })} />
    </Stage>,
  );
  await screen.findByRole("option", { name: "C-1042 Invoice too high" });
  await userEvent.selectOptions(screen.getByTestId("case-choose"), LATE);
  expect((await screen.findByTestId("case-linked")).textContent).toContain("C-1042");
  expect(screen.queryByRole("option", { name: "C-1042 Invoice too high" })).toBeNull();
  expect(await violations(container)).toEqual([]);
  await userEvent.click(screen.getByTestId("case-undo"));
  await waitFor(() => expect(screen.queryByTestId("case-linked")).toBeNull());
  expect(said.map(([what]) => what.split(" ")[0])).toEqual(["PUT", "DELETE"]);
});

test("a new case of the call needs a subject and comes with the caller's number and the call", async () => {
  render(
    <Stage>
      <CaseOfCall call={call({ phase: "wrap_up" })} />
      <CaseBeside call={call({ phase: "wrap_up" })} />
    </Stage>,
  );
  await screen.findByRole("option", { name: "C-1042 Invoice too high" });
  await userEvent.selectOptions(screen.getByTestId("case-choose"), "new");
  await userEvent.click(await screen.findByTestId("case-make"));
  expect(screen.getByText("Say in a few words what it is about.")).toBeDefined();
  await userEvent.type(screen.getByTestId("case-subject"), "Price list");
  await userEvent.click(screen.getByTestId("case-make"));
  expect((await screen.findByTestId("case-linked")).textContent).toContain("C-1043");
  expect(said).toEqual([
    [
      "POST /api/v1/cases",
      {
        number: "+8613800138000",
        interaction_id: CALL,
        subject: "Price list",
        kind: "complaint",
        priority: "normal",
        text: "",
        due_at: null,
        own: true,
      },
    ],
  ]);
});

test("the page of a case shows the line of its steps with those that are done", async () => {
  answers[`GET /api/v1/cases/${LATE}`] = () =>
    json(
      detail({
        row: line({ state: "passed" }),
        result: "Sent",
        check: { how: "call", at: "2025-12-30T09:00:00Z", said: "Fine", reached: true },
        finding: { department: "Accounts", text: "Wrong rate" },
        missing: [],
        acts: ["close", "reopen"],
      }),
    );
  const { container } = render(
    <Stage at={`/cases/${LATE}`} below="/cases/*">
      <CasesPages />
    </Stage>,
  );
  expect((await screen.findAllByRole("listitem")).filter((one) => one.dataset.done !== undefined)).toHaveLength(4);
  expect(screen.queryByTestId("case-missing")).toBeNull();
  expect(screen.getByTestId("case-close")).toBeDefined();
  expect(await violations(container)).toEqual([]);
});

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createQueries } from "@/app/queries";
import { theme } from "@/app/theme";
import { FailureProvider } from "@/components/failures";
import { AdminPages } from "@/features/admin/AdminPages";
import { checkNumber, checkPerson, checkQueue } from "@/features/admin/checks";
import { newPerson } from "@/features/admin/PersonForm";
import { newQueue } from "@/features/admin/QueueForm";

interface Asked {
  method: string;
  path: string;
  body: unknown;
  ifMatch: string | null;
}

const asked: Asked[] = [];
let role = "admin";
let answers: Record<string, (asked: Asked) => Response> = {};

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

const support = { id: "support", version: "v1", used_by: 2, value: { ...newQueue, id: "support", name: "Support" } };
const options = {
  queues: [
    { id: "support", name: "Support" },
    { id: "sales", name: "Sales" },
  ],
  teams: [],
  skills: [],
  flows: [],
  agents: [],
  dispositions: [],
  calendars: [],
  prompts: [],
};

beforeEach(() => {
  asked.length = 0;
  role = "admin";
  answers = {
    "GET /api/v1/session": () =>
      json({ user_id: "1", login: "ada", name: "Ada", role, language: "en", agent_number: "", expires_at: "" }),
    "GET /api/v1/admin/options": () => json(options),
    "GET /api/v1/admin/queues": () => json({ rows: [support], total: 1 }),
    "GET /api/v1/admin/queues/support": () => json(support),
    "GET /api/v1/admin/queues/support/uses": () =>
      json([{ kind: "people", key: "7", name: "Ana", how: "member", releasable: true }]),
  };
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    const text = request.method === "GET" ? "" : await request.text();
    const one = {
      method: request.method,
      path: pathname,
      body: text === "" ? null : JSON.parse(text),
      ifMatch: request.headers.get("if-match"),
    };
    asked.push(one);
    return (
      answers[`${request.method} ${pathname}`]?.(one) ?? json({ code: "not_found", message: "?", fields: {} }, 404)
    );
  });
});

afterEach(() => sessionStorage.clear());

function show(path: string) {
  return render(
    <MantineProvider theme={theme} withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={createQueries()}>
        <FailureProvider>
          <MemoryRouter initialEntries={[path]}>
            <Routes>
              <Route path="/admin/*" element={<AdminPages hours={null} />} />
            </Routes>
          </MemoryRouter>
        </FailureProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

test("a fault is told while typing, and nothing is sent before it is mended", async () => {
  answers["PUT /api/v1/admin/queues/support"] = ({ body }) =>
    json({ change: 5, item: { ...support, version: "v2", value: body } });
  const { container } = show("/admin/queues/support");
  const ring = await screen.findByTestId("field-ring_timeout");
  await userEvent.clear(ring);
  await userEvent.type(ring, "2");
  expect(await screen.findByText("At least 5.")).toBeDefined();
  await userEvent.click(screen.getByTestId("save"));
  expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  await userEvent.clear(ring);
  await userEvent.type(ring, "25");
  await userEvent.click(screen.getByTestId("save"));
  await screen.findByTestId("saved");
  const sent = asked.find(({ method }) => method === "PUT");
  expect(sent?.ifMatch).toBe("v1");
  expect(sent?.body).toEqual({ ...support.value, ring_timeout: 25 });
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("the second editor is told, keeps what was typed, and may load again", async () => {
  answers["PUT /api/v1/admin/queues/support"] = () =>
    json({ code: "changed_meanwhile", message: "?", fields: {}, faults: {}, uses: [] }, 409);
  show("/admin/queues/support");
  const name = await screen.findByTestId<HTMLInputElement>("field-name");
  await userEvent.type(name, " desk");
  await userEvent.click(screen.getByTestId("save"));
  expect(await screen.findByText(/Somebody else has changed this meanwhile/)).toBeDefined();
  expect(name.value).toBe("Support desk");
  expect(screen.getByRole("button", { name: "Load again" })).toBeDefined();
});

test("what the server refuses stands at its field", async () => {
  answers["PUT /api/v1/admin/queues/support"] = () =>
    json({ code: "not_consistent", message: "?", fields: {}, faults: { hours: "unknown_calendar" }, uses: [] }, 422);
  show("/admin/queues/support");
  await userEvent.type(await screen.findByTestId("field-name"), "!");
  await userEvent.click(screen.getByTestId("save"));
  await waitFor(() => expect(screen.getByTestId("field-hours").getAttribute("aria-invalid")).toBe("true"));
});

test("the hours in which customers are called back are chosen from the business hours", async () => {
  answers["GET /api/v1/admin/options"] = () =>
    json({ ...options, calendars: [{ id: "office", name: "Office hours" }] });
  answers["PUT /api/v1/admin/queues/support"] = () => json({ change: 5, item: { ...support, version: "v2" } });
  show("/admin/queues/support");
  const hours = await screen.findByTestId<HTMLSelectElement>("field-callback-hours");
  expect(hours.selectedOptions[0]?.text).toBe("The queue's opening hours");
  await waitFor(() => expect([...hours.options].map(({ text }) => text)).toContain("Office hours"));
  await userEvent.selectOptions(hours, "Office hours");
  await userEvent.click(screen.getByTestId("save"));
  await screen.findByTestId("saved");
  expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({
    ...support.value,
    callback: { ...support.value.callback, hours: "office" },
  });
});

test("what was typed is found again after the page was left", async () => {
  const { unmount } = show("/admin/queues/support");
  await userEvent.type(await screen.findByTestId("field-name"), " desk");
  unmount();
  show("/admin/queues/support");
  expect((await screen.findByTestId<HTMLInputElement>("field-name")).value).toBe("Support desk");
  await userEvent.click(screen.getAllByRole("button", { name: "Discard changes" })[0] as HTMLElement);
  expect(screen.getByTestId<HTMLInputElement>("field-name").value).toBe("Support");
});

test("deleting says what depends on it first", async () => {
  answers["POST /api/v1/admin/queues/removal"] = () => json({ change: 6, touched: 2 });
  show("/admin/queues/support");
  await userEvent.click(await screen.findByTestId("remove"));
  expect((await screen.findByTestId("uses")).textContent).toContain("Ana");
  const confirm = screen.getByTestId<HTMLButtonElement>("remove-confirm");
  expect(confirm.disabled).toBe(true);
  await userEvent.click(screen.getByLabelText("Remove it from all of these too"));
  await userEvent.click(confirm);
  await waitFor(() => expect(asked.at(-1)?.path).toContain("/api/v1/admin/queues"));
  expect(asked.find(({ path }) => path.endsWith("/removal"))?.body).toEqual({ ids: { support: "v1" }, release: true });
});

test("supervisors look at queues and change nothing", async () => {
  role = "supervisor";
  show("/admin/queues/support");
  const name = await screen.findByTestId<HTMLInputElement>("field-name");
  expect(name.readOnly).toBe(true);
  expect(screen.queryByTestId("save")).toBeNull();
});

test("agents are told that this is not theirs", async () => {
  role = "agent";
  show("/admin/queues");
  expect(await screen.findByText("Your role does not allow this.")).toBeDefined();
});

test("forms are judged by the server's rules", () => {
  expect(checkQueue({ ...newQueue, id: "a", name: "A" })).toEqual({});
  expect(checkQueue({ ...newQueue, id: "A b", name: "" })).toEqual({ id: "id_pattern", name: "missing" });
  const steps = [
    { after: 0, needs: [{ skill: "english", level: 50 }] },
    { after: 0, needs: [{ skill: "english", level: 60 }] },
  ];
  expect(checkQueue({ ...newQueue, id: "a", name: "A", requirements: steps })).toEqual({
    "requirements.1.after": "order",
    "requirements.1.needs.0.level": "narrows",
  });
  expect(checkPerson({ ...newPerson, name: "A", login: "a b" })).toEqual({ login: "pattern", number: "needs_number" });
  expect(checkNumber({ dialed_number: "40;0", flow_id: "", language: "en", name: "", web: false })).toEqual({
    dialed_number: "pattern",
    flow_id: "missing",
  });
});

import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useLocation } from "react-router";
import { beforeEach, expect, test } from "vitest";
import { contactsPath, foundPlaces, isSearchable, pagesOf } from "@/app/shell/places";
import { SearchBox } from "@/app/shell/SearchBox";
import { DialerProvider } from "@/components/dialing";
import { me } from "./frames";
import { type Answers, json, Stage, serve, violations } from "./stage";

const person = {
  user_id: "1",
  login: "ana",
  name: "Ana",
  role: "agent" as const,
  agent_number: "8001",
  language: "en" as const,
};
const wang = { id: "7", name: "Wang Fang", tier: "gold", company: "Red Bridge", number: "+8613800138000", note: "" };
const contact = {
  id: "9",
  arrived_at: "2026-01-01T08:00:00Z",
  ended_at: "2026-01-01T08:01:00Z",
  caller_number: "+8613800138000",
  customer_name: "",
  dialed_number: "4000",
  direction: "inbound",
  queue: "support",
  agent_number: "8001",
  agent_name: "Ana",
  outcome: "answered",
  disposition: "",
  talk_ms: 1000,
  wait_ms: 0,
  has_recording: false,
};

let answers: Answers;
let asked: string[];
let done: string[];

beforeEach(() => {
  asked = [];
  done = [];
  answers = serve(
    {
      "/api/v1/desk/options": () => json({ reasons: [], dispositions: [], menus: [] }),
      "/api/v1/search": (request) => {
        const text = new URL(request.url).searchParams.get("text") ?? "";
        asked.push(text);
        const number = /^[\d ]+$/.test(text);
        return json({
          customers: text === "nobody" ? [] : [wang],
          cases: [],
          interactions: text === "nobody" ? [] : [contact],
          contacts: number ? 3 : 1,
          counted_all: !text.startsWith("139"),
          dial: number ? "+8613800138000" : "",
        });
      },
    },
    [me()],
  );
});

function Where() {
  const { pathname, search } = useLocation();
  return <output data-testid="where">{`${pathname}${search}`}</output>;
}

async function open() {
  const rendered = render(
    <Stage>
      <DialerProvider dialer={(number) => done.push(`dial ${number}`)}>
        <SearchBox
          me={person as never}
          actions={[{ key: "help", label: "Keyboard shortcuts", act: () => done.push("help") }]}
          open={(id) => done.push(`customer ${id}`)}
        />
      </DialerProvider>
      <Where />
    </Stage>,
  );
  await userEvent.keyboard("{Control>}{Alt>}[KeyF]{/Alt}{/Control}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("search-text")));
  return rendered;
}

const groups = () => screen.getAllByTestId("search-entry").map(({ dataset }) => dataset.group);
const marked = () =>
  screen
    .getAllByTestId("search-entry")
    .find((one) => one.ariaSelected === "true" || one.getAttribute("aria-selected") === "true");

test("each role finds the pages that it may open", () => {
  const agent = pagesOf({ role: "agent", agent_number: "8001" });
  expect(agent).toEqual(["/", "/day", "/interactions", "/cases", "/knowledge", "/board"]);
  const supervisor = pagesOf({ role: "supervisor", agent_number: "" });
  expect(supervisor).toContain("/admin/queues");
  expect(supervisor).not.toContain("/");
  expect(supervisor).not.toContain("/admin/audit");
  expect(pagesOf({ role: "admin", agent_number: "" })).toContain("/admin/audit");
});

test("places are found by their words in any order, and by their address", () => {
  const places = [
    { key: "/admin/queues", path: "/admin/queues", label: "队列", within: "管理" },
    { key: "help", label: "Keyboard shortcuts" },
  ];
  expect(foundPlaces(places, "管理 队列")).toHaveLength(1);
  expect(foundPlaces(places, "QUEUES")).toHaveLength(1);
  expect(foundPlaces(places, "shortcuts key")).toHaveLength(1);
  expect(foundPlaces(places, "")).toHaveLength(2);
  expect(foundPlaces(places, "nothing")).toEqual([]);
});

test("one letter is too little to ask for, one Chinese character is not; a number has a list of its own", () => {
  expect(["", " a ", "1"].map(isSearchable)).toEqual([false, false, false]);
  expect(["王", "ab", "13"].map(isSearchable)).toEqual([true, true, true]);
  expect(contactsPath("138 0013-8000")).toBe("/interactions?caller=13800138000");
  expect(contactsPath("Wang")).toBe("");
});

test("what is found stands in groups, is walked through with the arrows and opened with Enter", async () => {
  const { baseElement } = await open();
  await userEvent.keyboard("138 0013");
  await waitFor(() => expect(groups()).toEqual(["dial", "customers", "interactions", "interactions"]));
  expect(await violations(baseElement)).toEqual([]);
  expect(marked()?.textContent).toContain("Call");
  await userEvent.keyboard("{ArrowUp}");
  expect(marked()?.textContent).toContain("All 3 interactions");
  await userEvent.keyboard("{Enter}");
  expect(screen.getByTestId("where").textContent).toBe("/interactions?caller=1380013");
  await waitFor(() => expect(screen.queryByTestId("search-panel")).toBeNull());
});

test("contacts that were not counted to the end are said to be more", async () => {
  await open();
  await userEvent.keyboard("139 0013");
  expect(await screen.findByText("More than 3 interactions")).toBeDefined();
});

test("a number is dialed, a customer opened, an action done", async () => {
  await open();
  await userEvent.keyboard("138 0013");
  await waitFor(() => expect(groups()[0]).toBe("dial"));
  await userEvent.keyboard("{Enter}");
  await userEvent.keyboard("{Control>}{Alt>}[KeyF]{/Alt}{/Control}");
  await userEvent.type(await screen.findByTestId("search-text"), "wang");
  await waitFor(() => expect(groups()).toEqual(["customers", "interactions"]));
  await userEvent.keyboard("{Enter}");
  await userEvent.click(screen.getByTestId("open-search"));
  await userEvent.type(await screen.findByTestId("search-text"), "nobody");
  expect(await screen.findByText(/^Nothing matches\./)).toBeDefined();
  await userEvent.clear(screen.getByTestId("search-text"));
  await userEvent.type(screen.getByTestId("search-text"), "shortcuts");
  await waitFor(() => expect(groups().at(-1)).toBe("places"));
  await userEvent.click(screen.getByText("Keyboard shortcuts"));
  expect(done).toEqual(["dial +8613800138000", "customer 7", "help"]);
});

test("while an input method composes nothing is asked for and Enter chooses nothing", async () => {
  await open();
  const field = screen.getByTestId<HTMLInputElement>("search-text");
  fireEvent.compositionStart(field);
  fireEvent.input(field, { target: { value: "wang f" }, isComposing: true });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  await new Promise((later) => setTimeout(later, 300));
  expect(asked).toEqual([]);
  expect(screen.getByTestId("search-panel")).toBeDefined();
  fireEvent.compositionEnd(field, { target: { value: "王芳" } });
  await waitFor(() => expect(asked).toEqual(["王芳"]));
});

test("typing asks once, and a search that does not answer says so while pages still open", async () => {
  answers["/api/v1/search"] = (request) => {
    asked.push(new URL(request.url).searchParams.get("text") ?? "");
    return json({ code: "internal_error", message: "?", fields: {} }, 500);
  };
  await open();
  await userEvent.keyboard("board");
  expect(await screen.findByText(/^The search did not answer/)).toBeDefined();
  expect(asked).toEqual(["board"]);
  await userEvent.keyboard("{Enter}");
  expect(screen.getByTestId("where").textContent).toBe("/board");
});

import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import { FlowPages } from "@/features/flows/FlowPages";
import { Fax } from "@/features/interactions/Fax";
import { PromptsPages } from "@/features/prompts/PromptsPages";
import { type Answers, json, Stage, serve, violations } from "./stage";

const hello: FlowDocument = {
  version: 2,
  id: "hello",
  name: "Hello",
  languages: ["en"],
  start: "menu",
  steps: [
    { id: "menu", type: "menu", label: "Main menu", parameters: { choices: { "1": "Order" } }, next: { "1": "bye" } },
    { id: "bye", type: "hang_up", label: "Goodbye" },
  ],
};
const item: Schemas["FlowItem"] = {
  id: "hello",
  name: "Hello",
  published: null,
  draft_saved_at: null,
  draft_saved_by: "",
  numbers: ["4000"],
  faults: null,
  usable: true,
  unusable_faults: [],
};
const fault = { step_id: "menu", where: "1", code: "dangling_exit", message: "exit '1' leads nowhere", values: {} };

let answers: Answers;
let drafts: { document: FlowDocument; serial: number }[];

beforeEach(() => {
  drafts = [];
  localStorage.setItem("ringdesk.flow-view", "outline");
  const save = async (request: Request) => {
    const draft = (await request.json()) as (typeof drafts)[number];
    drafts.push(draft);
    const { document, serial } = draft;
    return json({ document, serial: serial + 1, saved_at: "2026-01-01T08:00:00Z", saved_by: "Ada", faults: [] });
  };
  answers = serve({
    "/api/v1/session": () => json({ role: "admin", name: "Ada", permissions: [] }),
    "GET /api/v1/flows": () => json([item]),
    "GET /api/v1/flows/templates": () => json([]),
    "GET /api/v1/flows/hello": () => json({ id: "hello", published: hello, draft: null, numbers: [] }),
    "PUT /api/v1/flows/hello/draft": save,
    "PUT /api/v1/flows/hello_2/draft": save,
    "POST /api/v1/flows/check": () => json([]),
    "/api/v1/admin/options": () =>
      json({ queues: [], teams: [], skills: [], flows: [], agents: [], dispositions: [], calendars: [], prompts: [] }),
  });
});

function at(place: string) {
  const pages = place.startsWith("/flows") ? <FlowPages tools={{}} /> : <PromptsPages />;
  return render(
    <Stage at={place} below={place.startsWith("/flows") ? "/flows/*" : "/prompts/*"}>
      {pages}
    </Stage>,
  );
}

const heads = () => [...document.querySelectorAll("[data-head]")].map((one) => one.getAttribute("data-head"));

test("a published flow that callers cannot be led through is marked in the list, with what is wrong", async () => {
  answers["GET /api/v1/flows"] = () => json([item, { ...item, id: "old", usable: false, unusable_faults: [fault] }]);
  const { container } = at("/flows");
  const mark = await screen.findByTestId("unusable");
  const [sound, broken] = screen.getAllByTestId("flow-row");
  expect(within(broken as HTMLElement).getByTestId("unusable")).toBe(mark);
  expect(mark.textContent).toBe("Cannot be used");
  expect(broken?.textContent).toContain("leads nowhere");
  expect(sound?.textContent).not.toContain("Cannot be used");
  expect(await violations(container)).toEqual([]);
});

test("a flow comes in from a file under a free id, and what is no flow is refused", async () => {
  at("/flows");
  const input = await screen.findByTestId<HTMLInputElement>("flow-file");
  await userEvent.upload(input, new File(["{}"], "other.json", { type: "application/json" }));
  const refusal = "This file is no flow. Choose a .flow.json file.";
  expect(await screen.findByText(refusal)).toBeDefined();
  const file = new File([JSON.stringify({ ...hello, revision: 7 })], "hello.flow.json", { type: "application/json" });
  await userEvent.upload(input, file);
  expect((await screen.findByTestId<HTMLInputElement>("flow-name")).value).toBe("Hello");
  expect(screen.getByTestId<HTMLInputElement>("flow-id").value).toBe("hello_2");
  expect(screen.queryByText(refusal)).toBeNull();
  await userEvent.click(screen.getByTestId("create-flow"));
  await waitFor(() => expect(drafts).toHaveLength(1));
  expect(drafts[0]?.document).toMatchObject({ ...hello, id: "hello_2" });
  expect(drafts[0]?.document).not.toHaveProperty("revision");
});

test("a step is found by its name, copied and pasted, and all of it taken back and done again", async () => {
  at("/flows/hello");
  await userEvent.type(await screen.findByTestId("find-step"), "good");
  await userEvent.click(await screen.findByRole("option", { name: "Goodbye (bye)" }));
  await waitFor(() => expect(document.activeElement?.getAttribute("data-head")).toBe("bye"));
  const clipboard = new Map<string, string>();
  const event = (type: "copy" | "paste") =>
    Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
      clipboardData: {
        setData: (kind: string, text: string) => void clipboard.set(kind, text),
        getData: (kind: string) => clipboard.get(kind) ?? "",
      },
    });
  act(() => void document.activeElement?.dispatchEvent(event("copy")));
  expect(screen.getByTestId("said").textContent).toContain("1");
  act(() => void document.activeElement?.dispatchEvent(event("paste")));
  expect(heads()).toEqual(["menu", "bye", "bye_2"]);
  await userEvent.keyboard("{Control>}z{/Control}");
  expect(heads()).toEqual(["menu", "bye"]);
  await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  expect(heads()).toEqual(["menu", "bye", "bye_2"]);
});

test("an unknown address below flows and prompts says so, and leads home", async () => {
  const { unmount } = at("/flows/hello/further");
  expect((await screen.findByRole("link", { name: "To the first page" })).getAttribute("href")).toBe("/");
  unmount();
  at("/prompts/nowhere");
  expect((await screen.findByRole("link", { name: "To the first page" })).getAttribute("href")).toBe("/");
});

test("read-outs tell which words are recorded, and a missing one is made by a click", async () => {
  const words = [
    { prompt_id: "word-en-0", spoken: "zero", content: "sound" },
    { prompt_id: "word-en-1", spoken: "one", content: "" },
  ];
  answers["/api/v1/prompt-words"] = () => json([{ language: "en", form: "digits", words }]);
  let made = "";
  answers["PUT /api/v1/prompts/word-en-1"] = async (request) => {
    made = await request.text();
    return json({ code: "not_permitted", message: "no", fields: {} }, 403);
  };
  const { container } = at("/prompts/words");
  const digits = await screen.findByTestId("words");
  expect(digits.textContent).toContain("1 of 2");
  expect(within(digits).queryByText("zero")).toBeNull();
  expect(await violations(container)).toEqual([]);
  await userEvent.click(within(digits).getByText("one"));
  await waitFor(() => expect(made).toContain('"one"'));
  await waitFor(() =>
    expect(
      screen
        .getAllByRole("alert")
        .map(({ textContent }) => textContent)
        .join(""),
    ).not.toBe(""),
  );
});

test("a fax is opened as pages, and one that failed says why", async () => {
  const fax = { id: "f/1", kind: "fax", status: "ready", pages: 3, fault: "" } as unknown as Schemas["RecordingView"];
  const { container, rerender } = render(
    <Stage>
      <h2>Contact</h2>
      <Fax fax={fax} />
    </Stage>,
  );
  expect(screen.getByTestId("fax").textContent).toContain("3 pages");
  expect([...container.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual([
    "/api/v1/recordings/f%2F1/pages",
    "/api/v1/recordings/f%2F1/tiff",
  ]);
  expect(await violations(container)).toEqual([]);
  rerender(
    <Stage>
      <Fax fax={{ ...fax, status: "failed", pages: 0, fault: "cut off" }} />
    </Stage>,
  );
  expect(container.querySelector("a")).toBeNull();
  expect(screen.getByTestId("fax").textContent).toContain("cut off");
});

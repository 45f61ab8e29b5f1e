import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { FormContext } from "@/features/flows/form-context";
import { PromptPicker } from "@/features/flows/PromptPicker";
import { json, Stage, serve, violations } from "./stage";

const prompt = (id: string, name: string, users: object[] = []) => ({
  id,
  name,
  version: 3,
  changed_at: "2026-11-20T08:00:00Z",
  changed_by: "Ada",
  contents: { en: { kind: "text", text: name, seconds: null, source: null, file_name: "" } },
  uses: users.length,
  users,
});
const greeting = prompt("greeting", "Greeting", [
  { kind: "queue", id: "support", name: "Support", draft: false },
  { kind: "flow", id: "hello", name: "Hello", draft: true },
]);
const closed = prompt("closed", "We are closed");

function Field() {
  const [value, set] = useState<unknown>("greeting");
  return (
    <FormContext
      value={{
        languages: ["en"],
        names: [],
        options: {} as never,
        readOnly: false,
        faultAt: () => undefined,
        flowId: "hello",
      }}
    >
      <PromptPicker label="Prompt" value={value} set={set} where="parameters.prompts.0.prompt" schema={{}} />
      <output>{String(value)}</output>
    </FormContext>
  );
}

test("a prompt is searched in the library, heard, and its other places are told", async () => {
  const searched: string[] = [];
  const made: unknown[] = [];
  const answers = serve({
    "GET /api/v1/prompts": (request) => {
      const words = new URL(request.url).searchParams.get("search") ?? "";
      searched.push(words);
      const items = [greeting, closed].filter(({ name }) => name.toLowerCase().includes(words));
      return json({ total: items.length, items });
    },
    "GET /api/v1/prompts/greeting": () => json(greeting),
    "GET /api/v1/prompts/closed": () => json(closed),
    "PUT /api/v1/prompts/thank-you": async (request) => {
      made.push(await request.json());
      return json(prompt("thank-you", "Thank you"));
    },
  });
  const user = userEvent.setup();
  const { container } = render(
    <Stage>
      <Field />
    </Stage>,
  );
  const field = await screen.findByRole("combobox", { name: "Prompt" });
  await waitFor(() => expect((field as HTMLInputElement).value).toBe("Greeting"));
  const also = await screen.findByTestId("prompt-also");
  expect(also.textContent).toContain("Support");
  expect(also.textContent).not.toContain("Hello");
  expect(screen.getByRole("button", { name: /Greeting, English/ })).toBeTruthy();
  const link = screen.getByRole("link", { name: "Open in the library" });
  expect(link.getAttribute("href")).toBe("/prompts/library/greeting");
  expect(await violations(container)).toEqual([]);

  await user.clear(field);
  await user.type(field, "closed");
  await waitFor(() => expect(searched).toContain("closed"));
  await user.click(await screen.findByRole("option", { name: /We are closed/ }));
  await screen.findByText("closed", { selector: "output" });

  answers["GET /api/v1/prompts/thank-you"] = () => json(prompt("thank-you", "Thank you"));
  await user.click(screen.getByTestId("new-prompt"));
  await user.type(await screen.findByTestId("prompt-name"), "Thank you");
  await user.type(screen.getByTestId("new-prompt-en"), "Thank you for calling.");
  await user.click(screen.getByTestId("new-prompt-make"));
  await screen.findByText("thank-you", { selector: "output" });
  expect(made).toEqual([{ name: "Thank you", version: 0, texts: { en: "Thank you for calling." } }]);
});

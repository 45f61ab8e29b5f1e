import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { Keypad } from "@/components/Keypad";
import { CallPane } from "@/features/desk/CallPane";
import { CustomerPane } from "@/features/desk/CustomerPane";
import { SignInPage } from "@/features/sign-in/SignInPage";
import { call } from "./frames";
import { type Answers, json, Stage, serve, violations } from "./stage";

let answers: Answers;
let contactsOf: string[];

beforeEach(() => {
  contactsOf = [];
  answers = serve({
    "/api/v1/desk/options": () => json({ reasons: ["break"], dispositions: ["resolved"] }),
    "/api/v1/interactions": ({ url }) => {
      contactsOf.push(new URL(url).search);
      return json({ rows: [], total: 0, counted_all: true, next: "" });
    },
  });
});

test("sign-in says what is wrong and empties the password", async () => {
  answers["/api/v1/session"] = () => json({ code: "credentials_refused", message: "?", fields: {} }, 401);
  render(
    <Stage>
      <SignInPage onSignedIn={() => undefined} />
    </Stage>,
  );
  await userEvent.type(screen.getByTestId("sign-in-login"), "ana");
  await userEvent.type(screen.getByTestId("sign-in-password"), "wrong{Enter}");
  expect(await screen.findByText("The name or the password is wrong.")).toBeDefined();
  expect(screen.getByTestId<HTMLInputElement>("sign-in-password").value).toBe("");
});

test("sign-in waits as long as the server says", async () => {
  const headers = { "retry-after": "42" };
  answers["/api/v1/session"] = () => json({ code: "too_many_attempts", message: "?", fields: {} }, 429, headers);
  const { container } = render(
    <Stage>
      <SignInPage onSignedIn={() => undefined} />
    </Stage>,
  );
  await userEvent.type(screen.getByTestId("sign-in-login"), "ana");
  await userEvent.type(screen.getByTestId("sign-in-password"), "wrong{Enter}");
  expect(await screen.findByText(/Try again in 4\d s/)).toBeDefined();
  expect(screen.getByTestId<HTMLButtonElement>("sign-in-submit").disabled).toBe(true);
  expect(container.querySelector('[role="alert"]')?.textContent).not.toMatch(/\d/);
});

test("the pop stands before the answer: name, way through the menu, accept and decline", async () => {
  const customer = { id: "7", name: "<b>Wang</b>", tier: "gold", company: "", number: "+8613800138000", note: "" };
  const ringing = call({ customer, customer_known: true });
  const { container } = render(
    <Stage>
      <CallPane call={ringing} />
      <CustomerPane call={ringing} owed={null} />
    </Stage>,
  );
  expect(screen.getByTestId("customer-name").textContent).toBe("<b>Wang</b>");
  expect(screen.getByTestId("incoming-call").textContent).toContain("pressed 2");
  expect(screen.getByTestId("incoming-call").textContent).toContain("waited 0:24");
  expect(screen.getByTestId("accept")).toBeDefined();
  expect(screen.getByTestId("decline")).toBeDefined();
  expect(await violations(container)).toEqual([]);
  expect(contactsOf).toEqual(["?customer=7&limit=5"]);
});

test("a talk offers hold, keypad, notes and dispositions; an unknown caller can be saved", async () => {
  const talking = call({ phase: "talking", recording: true, connected_at: "2026-01-01T08:00:35Z" });
  const { container } = render(
    <Stage>
      <CallPane call={talking} />
      <CustomerPane call={talking} owed={null} />
    </Stage>,
  );
  expect(await screen.findByRole("option", { name: "Resolved" })).toBeDefined();
  expect(screen.getByTestId("call-phase").dataset.phase).toBe("talking");
  for (const id of ["mute", "hold", "keypad", "hang-up", "notes", "disposition", "customer-save"]) {
    expect(screen.getByTestId(id)).toBeDefined();
  }
  expect(await violations(container)).toEqual([]);
  expect(contactsOf).toEqual(["?caller=%2B8613800138000&limit=5"]);
});

test("wrap-up offers more time or none", async () => {
  const { container } = render(
    <Stage>
      <CallPane call={call({ phase: "wrap_up", wrap_up_ends_at: "2026-01-01T08:01:00Z" })} />
    </Stage>,
  );
  expect(screen.getByTestId("wrap-up-extend")).toBeDefined();
  expect(screen.getByTestId("wrap-up-ready")).toBeDefined();
  expect(await violations(container)).toEqual([]);
});

test("a refused command is told", async () => {
  const refused = `/api/v1/desk/calls/${call().id}/decline`;
  answers[refused] = () => json({ code: "call_not_yours", message: "?", fields: {} }, 409);
  render(
    <Stage>
      <CallPane call={call()} />
    </Stage>,
  );
  await userEvent.click(screen.getByTestId("decline"));
  expect(await screen.findByText("This call is no longer in your hands.")).toBeDefined();
});

test("the keypad sends digits from buttons and from the keyboard", async () => {
  const pressed: string[] = [];
  render(
    <Stage>
      <Keypad press={(digit) => pressed.push(digit)} />
    </Stage>,
  );
  await userEvent.click(screen.getByTestId("keypad-5"));
  await userEvent.keyboard("12#x");
  expect(pressed).toEqual(["5", "1", "2", "#"]);
});

test("a keypad for the whole page takes keys from wherever the focus is, but leaves fields and shortcuts alone", async () => {
  const pressed: string[] = [];
  render(
    <Stage>
      <input aria-label="name" />
      <Keypad press={(digit) => pressed.push(digit)} everywhere />
    </Stage>,
  );
  await userEvent.keyboard("7{Control>}4{/Control}");
  await userEvent.type(screen.getByLabelText("name"), "8");
  await userEvent.click(screen.getByTestId("keypad-0"));
  await userEvent.keyboard("*");
  expect(pressed).toEqual(["7", "0", "*"]);
});

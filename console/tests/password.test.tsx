import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { PasswordPanel } from "@/app/shell/PasswordPanel";
import { strengthOf } from "@/components/password-strength";
import { type Answers, json, Stage, serve, violations } from "./stage";

const person = {
  user_id: "00000000-0000-0000-0000-000000000001",
  login: "ana",
  name: "Ana",
  role: "agent",
  language: "en",
  agent_number: "8001",
  expires_at: "2026-01-01T20:00:00Z",
} as const;

let answers: Answers;
let sent: unknown[];

beforeEach(() => {
  sent = [];
  answers = serve({
    "PUT /api/v1/session/password": async (request) => {
      sent.push(await request.json());
      return json({ ended: 2 });
    },
  });
});

async function fill(current: string, wanted: string, again = wanted): Promise<void> {
  for (const [field, text] of [
    ["current", current],
    ["wanted", wanted],
    ["again", again],
  ] as const) {
    await userEvent.clear(screen.getByTestId(`password-${field}`));
    if (text) await userEvent.type(screen.getByTestId(`password-${field}`), text);
  }
  await userEvent.click(screen.getByTestId("password-submit"));
}

function show() {
  return render(
    <Stage>
      <PasswordPanel me={person} close={() => undefined} />
    </Stage>,
  );
}

test("short and easy passwords are known before they are sent, and length counts most", () => {
  expect(strengthOf("", "ana")).toEqual({ fault: "short", score: 0 });
  expect(strengthOf("short", "ana").fault).toBe("short");
  expect(strengthOf("aaaabbbbcccc", "ana").fault).toBe("easy");
  expect(strengthOf("My name is ANA!", "ana").fault).toBe("easy");
  expect(strengthOf("the very same", "ana", "the very same").fault).toBe("easy");
  expect(strengthOf("abcdefghij", "ana").score).toBeLessThan(strengthOf("a staple for the horse", "ana").score);
  expect(strengthOf("a staple for the horse", "ana").score).toBe(4);
});

test("what is missing or differs is said at its field, and nothing is sent", async () => {
  const { container } = show();
  await fill("", "short", "other");
  expect(screen.getByText("Please fill this in.")).toBeDefined();
  expect(screen.getAllByText("At least 10 characters.")).toHaveLength(2);
  expect(screen.getByText("The two are not the same.")).toBeDefined();
  expect(sent).toEqual([]);
  expect(await violations(container)).toEqual([]);
});

test("a changed password says how many other sessions have ended", async () => {
  show();
  await fill("before it", "a staple for the horse");
  expect(sent).toEqual([{ current: "before it", wanted: "a staple for the horse" }]);
  expect(await screen.findByText("2 other sessions were ended.")).toBeDefined();
});

test("a wrong current password is said at its field, too many attempts beneath", async () => {
  answers["PUT /api/v1/session/password"] = () => json({ code: "password_wrong", message: "?", fields: {} }, 403);
  show();
  await fill("wrong", "a staple for the horse");
  expect(await screen.findByText("The current password is wrong.")).toBeDefined();
  answers["PUT /api/v1/session/password"] = () => json({ code: "too_many_attempts", message: "?", fields: {} }, 429);
  await userEvent.click(screen.getByTestId("password-submit"));
  expect(await screen.findByText("Too many attempts. Wait a little and try again.")).toBeDefined();
});

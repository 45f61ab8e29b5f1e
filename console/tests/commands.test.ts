import { afterEach, expect, test, vi } from "vitest";
import { chooseDisposition, endWrapUp } from "@/live/commands";

afterEach(() => vi.unstubAllGlobals());

test("what ends the paperwork is sent when the paperwork has arrived, and also when it was refused", async () => {
  const sent: string[] = [];
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    sent.push(new URL(request.url).pathname.replace("/api/v1/desk/", ""));
    return new Promise<Response>((resolve) => answers.push(resolve));
  });
  const chosen = chooseDisposition("a", "solved").catch(() => "refused");
  const ended = endWrapUp();
  await vi.waitFor(() => expect(sent).toEqual(["calls/a/disposition"]));
  answers[0]?.(Response.json({ code: "not_found", message: "none", fields: {} }, { status: 404 }));
  expect(await chosen).toBe("refused");
  await vi.waitFor(() => expect(sent).toEqual(["calls/a/disposition", "wrap-up/end"]));
  answers[1]?.(new Response(null, { status: 204 }));
  await ended;
});

import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useNotes } from "@/features/desk/notes";

const CALL = "00000000-0000-0000-0000-000000000009";
let answer: () => Response;
const sent: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  answer = () => new Response(null, { status: 204 });
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(((await request.json()) as { notes: string }).notes);
    return answer();
  });
});

afterEach(() => vi.useRealTimers());

const pause = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

test("notes are saved once, shortly after the last key", async () => {
  const { result } = renderHook(() => useNotes(CALL, ""));
  act(() => result.current.write("inv"));
  await pause(300);
  act(() => result.current.write("invoice"));
  expect(result.current.saved).toBe("unsaved");
  await pause(1_000);
  expect(sent).toEqual(["invoice"]);
  expect(result.current.saved).toBe("saved");
});

test("what could not be saved is kept over a reload and sent again", async () => {
  answer = () => new Response(JSON.stringify({ code: "x", message: "y", fields: {} }), { status: 503 });
  const before = renderHook(() => useNotes(CALL, ""));
  act(() => before.result.current.write("keep me"));
  await pause(1_000);
  expect(before.result.current.saved).toBe("failed");
  before.unmount();
  await pause(0);
  answer = () => new Response(null, { status: 204 });
  const after = renderHook(() => useNotes(CALL, "older"));
  expect(after.result.current.text).toBe("keep me");
  await pause(1_000);
  expect(sent.at(-1)).toBe("keep me");
  expect(after.result.current.saved).toBe("saved");
  expect(sessionStorage.length).toBe(0);
});

test("without a draft the server's text is shown", () => {
  const { result, rerender } = renderHook(({ text }) => useNotes(CALL, text), { initialProps: { text: "one" } });
  expect(result.current.text).toBe("one");
  rerender({ text: "two" });
  expect(result.current.text).toBe("two");
  expect(result.current.saved).toBe("saved");
});

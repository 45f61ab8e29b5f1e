import { describe, expect, test } from "vitest";
import { backoff } from "@/live/backoff";
import { callsOf, fromSnapshot, meOf, nothing, withChange } from "@/live/state";
import { call, change, me, snapshot } from "./frames";

const state = fromSnapshot(snapshot(7, [me()]), Date.parse("2026-01-01T08:00:58Z"));

describe("the live state", () => {
  test("a snapshot brings all items and the server's clock", () => {
    expect(meOf(state)?.name).toBe("Ana");
    expect(state.clockOffset).toBe(2000);
    expect(state.seq).toBe(7);
  });

  test("the next change replaces items with the same key and drops those named", () => {
    const ringing = withChange(state, change(8, [me({ state: "reserved" }), call()]));
    expect(ringing && meOf(ringing)?.state).toBe("reserved");
    expect(ringing && callsOf(ringing.items)).toHaveLength(1);
    const over = ringing && withChange(ringing, change(9, [me({ state: "ready" })], ["call:1"]));
    expect(over && callsOf(over.items)).toEqual([]);
    expect(over?.seq).toBe(9);
  });

  test("a key that is dropped and put in one change stays", () => {
    const next = withChange(state, change(8, [call()], ["call:1"]));
    expect(next && callsOf(next.items)).toHaveLength(1);
  });

  test("a missing number asks for a new snapshot", () => {
    expect(withChange(state, change(9, [call()]))).toBeNull();
  });

  test("a change before any snapshot asks for one", () => {
    expect(withChange(nothing, change(0, [call()]))).toBeNull();
  });

  test("a number already seen changes nothing", () => {
    expect(withChange(state, change(7, [call()]))).toBe(state);
  });

  test("a change leaves the state before it as it was", () => {
    withChange(state, change(8, [call()], ["me"]));
    expect(meOf(state)).not.toBeNull();
  });

  test("a talk comes before a ringing call, and that before wrap-up", () => {
    const items = [
      call({ key: "a", phase: "wrap_up" }),
      call({ key: "b", phase: "ringing" }),
      call({ key: "c", phase: "held" }),
    ];
    const shown = fromSnapshot(snapshot(1, items), 0);
    expect(callsOf(shown.items).map((item) => item.phase)).toEqual(["held", "ringing", "wrap_up"]);
  });
});

test("waiting before a reconnect grows to ten seconds and varies by half", () => {
  expect(backoff(0, () => 0)).toBe(250);
  expect(backoff(0, () => 1)).toBe(500);
  expect(backoff(50, () => 0)).toBe(5000);
  expect(backoff(50, () => 1)).toBe(10_000);
});

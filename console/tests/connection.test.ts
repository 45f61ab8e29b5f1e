import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServerFrame } from "@/api/generated/frames";
import { LiveConnection } from "@/live/connection";
import { call, change, me, snapshot } from "./frames";

/** The browser's end of a socket whose other end is the test. */
class FakeSocket {
  static opened: FakeSocket[] = [];
  static readonly OPEN = 1;
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const last = (): FakeSocket => {
  const socket = FakeSocket.opened.at(-1);
  if (!socket) throw new Error("no socket was opened");
  return socket;
};

let connection: LiveConnection;
const lost = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.opened = [];
  lost.mockClear();
  connection = new LiveConnection("ws://desk/api/v1/live", lost);
  connection.start();
  last().accept();
  last().say(snapshot(3, [me()]));
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

test("snapshot and changes reach the listeners", () => {
  const listener = vi.fn();
  connection.subscribe(listener);
  last().say(change(4, [call()]));
  expect(listener).toHaveBeenCalledOnce();
  expect(connection.current().link).toBe("open");
  expect(connection.current().state.items.has("call:1")).toBe(true);
});

test("a gap keeps the old view, says so, and takes a new snapshot", () => {
  last().say(change(6, [call()]));
  expect(connection.current().link).toBe("lost");
  expect(connection.current().state.items.has("me")).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.opened).toHaveLength(2);
  last().accept();
  last().say(snapshot(6, [me(), call()]));
  expect(connection.current().link).toBe("open");
  expect(connection.current().state.seq).toBe(6);
});

test("a lost socket is opened again, and again", () => {
  last().drop();
  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.opened).toHaveLength(2);
  last().drop();
  vi.advanceTimersByTime(2_000);
  expect(FakeSocket.opened).toHaveLength(3);
});

test("a page too many says so, and goes on when another is closed", () => {
  last().drop(4029);
  expect(connection.current().link).toBe("refused");
  vi.advanceTimersByTime(1_000);
  last().accept();
  last().say(snapshot(0, [me()]));
  expect(connection.current().link).toBe("open");
});

test("a ping goes out at once and every ten seconds, and says who holds the phone", () => {
  expect(last().sent).toEqual(['{"type":"ping","phone":false,"microphone":"unknown"}']);
  connection.setPhone({ phone: true, microphone: "ready" });
  connection.setPhone({ phone: true, microphone: "ready" });
  expect(last().sent).toHaveLength(2);
  last().say({ type: "pong", now: "2026-01-01T08:01:00Z" });
  vi.advanceTimersByTime(10_000);
  expect(last().sent.at(-1)).toBe('{"type":"ping","phone":true,"microphone":"ready"}');
});

test("silence for more than two pings counts as a lost line", () => {
  vi.advanceTimersByTime(30_000);
  expect(connection.current().link).toBe("lost");
});

test("a loss is told, for the session may have ended", () => {
  last().drop(1008);
  expect(lost).toHaveBeenCalledOnce();
});

test("nothing is opened after the end", () => {
  last().drop();
  connection.stop();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.opened).toHaveLength(1);
});

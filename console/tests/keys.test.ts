import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Keys } from "@/softphone/keys";

const sent = vi.fn<(digit: string, way: "INFO" | "RFC2833") => void>();
let connected = true;
let established = true;
const keys = () =>
  new Keys(
    {
      isEstablished: () => established,
      sendRequest: (way, { body }) => sent(body.charAt("Signal=".length), way),
      sendDTMF: (digit, { transportType }) => sent(digit, transportType),
    },
    () => connected,
  );

beforeEach(() => {
  vi.useFakeTimers();
  sent.mockClear();
  connected = established = true;
});

afterEach(() => {
  vi.useRealTimers();
});

const digits = () => sent.mock.calls.map(([digit]) => digit).join("");

test("keys are sent one after the other, each as long as it is held", () => {
  const pressed = keys();
  for (const digit of "123") pressed.press(digit);
  expect(digits()).toBe("1");
  vi.advanceTimersByTime(229);
  expect(digits()).toBe("1");
  vi.advanceTimersByTime(1);
  expect(digits()).toBe("12");
  vi.advanceTimersByTime(230);
  expect(digits()).toBe("123");
  vi.advanceTimersByTime(1_000);
  pressed.press("#");
  expect(digits()).toBe("123#");
});

test("where the socket is lost, keys go in the sound", () => {
  const pressed = keys();
  pressed.press("1");
  connected = false;
  pressed.press("2");
  vi.advanceTimersByTime(230);
  connected = true;
  pressed.press("3");
  vi.advanceTimersByTime(230);
  expect(sent.mock.calls).toEqual([
    ["1", "INFO"],
    ["2", "RFC2833"],
    ["3", "INFO"],
  ]);
});

test("keys of a call that is over are forgotten", () => {
  const pressed = keys();
  pressed.press("1");
  pressed.press("2");
  pressed.stop();
  vi.advanceTimersByTime(1_000);
  established = false;
  keys().press("3");
  vi.advanceTimersByTime(1_000);
  expect(digits()).toBe("1");
});

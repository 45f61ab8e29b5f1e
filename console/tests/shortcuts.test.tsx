import { render } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { changed, ShortcutProvider, useShortcut, usualKeys } from "@/components/shortcuts";

const accept = vi.fn();

function Desk({ enabled = true }: { enabled?: boolean }) {
  useShortcut("accept", accept, enabled);
  return <input aria-label="notes" />;
}

function press(init: KeyboardEventInit & { altGraph?: boolean; keyCode?: number }): void {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  if (init.altGraph) Object.defineProperty(event, "getModifierState", { value: (key: string) => key === "AltGraph" });
  if (init.keyCode) Object.defineProperty(event, "keyCode", { value: init.keyCode });
  document.body.dispatchEvent(event);
}

beforeEach(() => {
  accept.mockClear();
  localStorage.removeItem("ringdesk.shortcuts");
});

const keys = { code: "KeyA", ctrlKey: true, altKey: true };

test("the physical key counts, whatever letter the layout gives it", () => {
  render(<Desk />, { wrapper: ShortcutProvider });
  press({ ...keys, key: "ф" });
  expect(accept).toHaveBeenCalledOnce();
});

test("shortcuts are silent while an input method composes, on AltGr, and on repeats", () => {
  render(<Desk />, { wrapper: ShortcutProvider });
  press({ ...keys, isComposing: true });
  press({ ...keys, keyCode: 229 });
  press({ ...keys, altGraph: true });
  press({ ...keys, repeat: true });
  press({ ...keys, ctrlKey: false });
  expect(accept).not.toHaveBeenCalled();
});

test("a shortcut that is switched off does nothing", () => {
  render(<Desk enabled={false} />, { wrapper: ShortcutProvider });
  press(keys);
  expect(accept).not.toHaveBeenCalled();
});

test("changed keys are remembered", () => {
  localStorage.setItem("ringdesk.shortcuts", JSON.stringify({ accept: "KeyZ", nonsense: 3 }));
  render(<Desk />, { wrapper: ShortcutProvider });
  press(keys);
  expect(accept).not.toHaveBeenCalled();
  press({ ...keys, code: "KeyZ" });
  expect(accept).toHaveBeenCalledOnce();
});

test("a key that was taken changes places", () => {
  const next = changed(usualKeys, "accept", usualKeys.mute);
  expect(next.accept).toBe("KeyM");
  expect(next.mute).toBe("KeyA");
});

import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { type ReactNode, useLayoutEffect } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { Keypad } from "@/components/Keypad";
import { changed, combination, conflict, keyNames, refused, restored, usualKeys } from "@/components/shortcut-keys";
import { ShortcutProvider, useShortcut } from "@/components/shortcuts";

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

function PressedAtFirstSight({ init, children }: { init: KeyboardEventInit; children: ReactNode }) {
  useLayoutEffect(() => press(init), [init]);
  return children;
}

test("keys pressed before the browser has painted are heard", () => {
  const dialed = vi.fn();
  render(
    <PressedAtFirstSight init={{ key: "2" }}>
      <Keypad press={dialed} everywhere />
    </PressedAtFirstSight>,
    { wrapper: MantineProvider },
  );
  expect(dialed).toHaveBeenCalledExactlyOnceWith("2");
  render(
    <PressedAtFirstSight init={keys}>
      <ShortcutProvider>
        <Desk />
      </ShortcutProvider>
    </PressedAtFirstSight>,
  );
  expect(accept).toHaveBeenCalledOnce();
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

test("keys are kept per person", () => {
  localStorage.setItem("ringdesk.shortcuts.ana", JSON.stringify({ accept: "Alt+KeyZ" }));
  const view = render(
    <ShortcutProvider owner="ben">
      <Desk />
    </ShortcutProvider>,
  );
  press({ code: "KeyZ", altKey: true });
  expect(accept).not.toHaveBeenCalled();
  view.unmount();
  render(
    <ShortcutProvider owner="ana">
      <Desk />
    </ShortcutProvider>,
  );
  press({ code: "KeyZ", altKey: true });
  expect(accept).toHaveBeenCalledOnce();
});

test("keys that something else has are found, and change places when asked to", () => {
  expect(conflict(usualKeys, "accept", usualKeys.mute)).toBe("mute");
  expect(conflict(usualKeys, "mute", usualKeys.mute)).toBeNull();
  const next = changed(usualKeys, "accept", usualKeys.mute);
  expect(next.accept).toBe("Ctrl+Alt+KeyM");
  expect(next.mute).toBe("Ctrl+Alt+KeyA");
});

test("a combination is the physical key with its modifiers, and none while only modifiers are held", () => {
  const none = { ctrlKey: false, altKey: false, shiftKey: false };
  expect(combination({ ...none, code: "ControlLeft", ctrlKey: true })).toBeNull();
  expect(combination({ ...none, code: "Digit5", altKey: true, shiftKey: true })).toBe("Alt+Shift+Digit5");
  expect(keyNames("Alt+Shift+Digit5")).toEqual(["Alt", "Shift", "5"]);
  expect(keyNames("Ctrl+Slash")).toEqual(["Ctrl", "/"]);
});

test("keys without Ctrl or Alt, and those the browser keeps, are refused", () => {
  expect(refused("KeyA")).toBe("needs_modifier");
  expect(refused("Shift+KeyA")).toBe("needs_modifier");
  expect(refused("Ctrl+KeyW")).toBe("kept_by_browser");
  expect(refused("Ctrl+Alt+KeyW")).toBeNull();
});

test("what was kept never leaves two shortcuts with the same keys", () => {
  const keys = restored({ accept: "Ctrl+Alt+KeyM", nonsense: "Ctrl+Alt+KeyX", hold: 7, decline: "KeyM" });
  expect(new Set(Object.values(keys)).size).toBe(Object.values(usualKeys).length);
  expect(keys.decline).toBe("Ctrl+Alt+KeyM");
});

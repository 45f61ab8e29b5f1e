/** Ctrl+Alt shortcuts by physical key. They stay silent while an input method composes, and while AltGr writes characters. */

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";

export const shortcutNames = [
  "accept",
  "decline",
  "hang_up",
  "mute",
  "hold",
  "keypad",
  "notes",
  "ready",
  "not_ready",
  "help",
] as const;

export type ShortcutName = (typeof shortcutNames)[number];
/** A `KeyboardEvent.code`, always pressed with Ctrl and Alt. */
export type Keys = Record<ShortcutName, string>;

export const usualKeys: Keys = {
  accept: "KeyA",
  decline: "KeyD",
  hang_up: "KeyH",
  mute: "KeyM",
  hold: "KeyL",
  keypad: "KeyK",
  notes: "KeyN",
  ready: "KeyR",
  not_ready: "KeyB",
  help: "Slash",
};

const STORED = "ringdesk.shortcuts";

interface Shortcuts {
  readonly keys: Keys;
  change(name: ShortcutName, code: string): void;
  reset(): void;
  listen(name: ShortcutName, act: () => void): () => void;
}

const ShortcutContext = createContext<Shortcuts | null>(null);

/** Whether the keyboard event is a shortcut at all, before it is looked up. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229 || event.repeat) return false;
  return event.ctrlKey && event.altKey && !event.metaKey && !event.getModifierState("AltGraph");
}

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [keys, setKeys] = useState<Keys>(storedKeys);
  const acts = useRef(new Map<ShortcutName, () => void>());

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isShortcut(event)) return;
      const name = shortcutNames.find((candidate) => keys[candidate] === event.code);
      const act = name && acts.current.get(name);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keys]);

  const store = useCallback((next: Keys) => {
    localStorage.setItem(STORED, JSON.stringify(next));
    setKeys(next);
  }, []);

  const shortcuts = useMemo<Shortcuts>(
    () => ({
      keys,
      change: (name, code) => store(changed(keys, name, code)),
      reset: () => store(usualKeys),
      listen(name, act) {
        acts.current.set(name, act);
        return () => {
          if (acts.current.get(name) === act) acts.current.delete(name);
        };
      },
    }),
    [keys, store],
  );
  return <ShortcutContext value={shortcuts}>{children}</ShortcutContext>;
}

/** The keys after `name` got `code`; whatever had it before gets the old key of `name`. */
export function changed(keys: Keys, name: ShortcutName, code: string): Keys {
  const previous = shortcutNames.find((other) => keys[other] === code);
  return { ...keys, ...(previous ? { [previous]: keys[name] } : {}), [name]: code };
}

function storedKeys(): Keys {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    const known = Object.entries(stored ?? {}).filter(
      ([name, code]) => (shortcutNames as readonly string[]).includes(name) && typeof code === "string",
    );
    return { ...usualKeys, ...Object.fromEntries(known) };
  } catch {
    return usualKeys;
  }
}

export function useShortcuts(): Shortcuts {
  const shortcuts = use(ShortcutContext);
  if (shortcuts === null) throw new Error("ShortcutProvider is missing above this component");
  return shortcuts;
}

/** Does `act` when the shortcut is pressed, as long as the component stands and `enabled` holds. */
export function useShortcut(name: ShortcutName, act: () => void, enabled = true): void {
  const { listen } = useShortcuts();
  const latest = useRef(act);
  latest.current = act;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `listen` is the same for every set of keys
  useEffect(() => (enabled ? listen(name, () => latest.current()) : undefined), [name, enabled]);
}

/** `Ctrl Alt A` for people; the letter is the one printed on a usual keyboard. */
export function keyName(code: string): string {
  const named: Record<string, string> = { Slash: "/", Comma: ",", Period: ".", Semicolon: ";", Quote: "'", Space: "␣" };
  return named[code] ?? code.replace(/^(Key|Digit)/, "");
}

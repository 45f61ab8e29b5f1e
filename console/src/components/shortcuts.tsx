/** Shortcuts of the page, kept per person in this browser. They stay silent while an input method composes, and while AltGr writes characters.
 * They listen before what they act on is painted: a key pressed at first sight is not lost. */

import { createContext, type ReactNode, use, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import {
  changed,
  combination,
  type Keys,
  restored,
  type ShortcutName,
  shortcutNames,
  usualKeys,
} from "./shortcut-keys";

const stored = (owner: string) => (owner === "" ? "ringdesk.shortcuts" : `ringdesk.shortcuts.${owner}`);

interface Shortcuts {
  readonly keys: Keys;
  change(name: ShortcutName, keys: string): void;
  reset(): void;
  listen(name: ShortcutName, act: () => void): () => void;
  /** Does what the shortcut would do now; nothing where it does nothing. */
  act(name: ShortcutName): void;
}

const ShortcutContext = createContext<Shortcuts | null>(null);

/** Whether the keyboard event can be a shortcut at all, before it is looked up. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229 || event.repeat) return false;
  return (event.ctrlKey || event.altKey) && !event.metaKey && !event.getModifierState("AltGraph");
}

export function ShortcutProvider({ owner = "", children }: { owner?: string; children: ReactNode }) {
  const [keys, setKeys] = useState<Keys>(() => kept(owner));
  const acts = useRef(new Map<ShortcutName, () => void>());

  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isShortcut(event) || event.defaultPrevented) return;
      const pressed = combination(event);
      const name = shortcutNames.find((candidate) => keys[candidate] === pressed);
      const act = name && acts.current.get(name);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keys]);

  const store = useCallback(
    (next: Keys) => {
      localStorage.setItem(stored(owner), JSON.stringify(next));
      setKeys(next);
    },
    [owner],
  );

  const shortcuts = useMemo<Shortcuts>(
    () => ({
      keys,
      change: (name, wanted) => store(changed(keys, name, wanted)),
      reset: () => store(usualKeys),
      act: (name) => acts.current.get(name)?.(),
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

function kept(owner: string): Keys {
  try {
    return restored(JSON.parse(localStorage.getItem(stored(owner)) ?? "null"));
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
  useLayoutEffect(() => (enabled ? listen(name, () => latest.current()) : undefined), [name, enabled]);
}

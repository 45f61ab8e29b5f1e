/** Key combinations by physical key, as text such as `Ctrl+Alt+KeyA`. Pure. */

export const shortcutNames = [
  "accept",
  "decline",
  "hang_up",
  "mute",
  "hold",
  "keypad",
  "pause_recording",
  "transfer",
  "conference",
  "dial",
  "search",
  "notes",
  "work",
  "ready",
  "not_ready",
  "help",
  "articles",
] as const;

export type ShortcutName = (typeof shortcutNames)[number];
export type Keys = Record<ShortcutName, string>;

const usual = (code: string) => `Ctrl+Alt+${code}`;

export const usualKeys: Keys = {
  accept: usual("KeyA"),
  decline: usual("KeyD"),
  hang_up: usual("KeyH"),
  mute: usual("KeyM"),
  hold: usual("KeyL"),
  keypad: usual("KeyK"),
  pause_recording: usual("KeyP"),
  transfer: usual("KeyT"),
  conference: usual("KeyC"),
  dial: usual("KeyO"),
  search: usual("KeyF"),
  notes: usual("KeyN"),
  work: usual("KeyW"),
  ready: usual("KeyR"),
  not_ready: usual("KeyB"),
  help: usual("Slash"),
  articles: usual("KeyE"),
};

type Pressed = Pick<KeyboardEvent, "code" | "ctrlKey" | "altKey" | "shiftKey">;

const modifierKeys = /^(Control|Alt|Shift|Meta|OS|CapsLock|NumLock|Fn)/;

/** Combinations that browsers keep for themselves or that people need to move about. */
const keptByBrowsers = new Set(
  ["KeyW", "KeyT", "KeyN", "KeyQ", "Tab", "KeyL", "KeyR", "KeyF", "KeyP", "KeyC", "KeyV", "KeyX", "KeyA", "KeyZ"]
    .map((code) => `Ctrl+${code}`)
    .concat(["Ctrl+Shift+KeyN", "Ctrl+Shift+KeyT", "Ctrl+Shift+KeyW", "Ctrl+Shift+KeyI", "Ctrl+Shift+Tab"])
    .concat(["Alt+F4", "Alt+Tab", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+Home", "Ctrl+Alt+Delete", "Ctrl+Alt+Tab"]),
);

/** The combination as text; null while only modifiers are held. */
export function combination(pressed: Pressed): string | null {
  if (pressed.code === "" || modifierKeys.test(pressed.code)) return null;
  const modifiers = [pressed.ctrlKey && "Ctrl", pressed.altKey && "Alt", pressed.shiftKey && "Shift"].filter(Boolean);
  return [...modifiers, pressed.code].join("+");
}

export type Refused = "needs_modifier" | "kept_by_browser";

/** Why a combination cannot be a shortcut; null if it can. */
export function refused(keys: string): Refused | null {
  if (!/^(Ctrl|Alt)\+/.test(keys)) return "needs_modifier";
  return keptByBrowsers.has(keys) ? "kept_by_browser" : null;
}

/** What already has this combination, other than `name` itself. */
export function conflict(keys: Keys, name: ShortcutName, wanted: string): ShortcutName | null {
  return shortcutNames.find((other) => other !== name && keys[other] === wanted) ?? null;
}

/** The keys after `name` got `wanted`; whatever had it before gets the old keys of `name`. */
export function changed(keys: Keys, name: ShortcutName, wanted: string): Keys {
  const previous = conflict(keys, name, wanted);
  return { ...keys, ...(previous ? { [previous]: keys[name] } : {}), [name]: wanted };
}

/** Kept keys made whole: what is unknown is left out, what would clash keeps its usual keys as long as they are free. */
export function restored(kept: unknown): Keys {
  let keys = usualKeys;
  if (typeof kept !== "object" || kept === null) return keys;
  for (const name of shortcutNames) {
    const wanted = (kept as Record<string, unknown>)[name];
    if (typeof wanted !== "string") continue;
    const combined = wanted.includes("+") ? wanted : usual(wanted);
    if (refused(combined) === null) keys = changed(keys, name, combined);
  }
  return keys;
}

const signs: Record<string, string> = {
  Slash: "/",
  Comma: ",",
  Period: ".",
  Semicolon: ";",
  Quote: "'",
  Backquote: "`",
  Minus: "-",
  Equal: "=",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Space: "␣",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** `["Ctrl", "Alt", "A"]` for people; the letter is the one printed on a usual keyboard. */
export function keyNames(keys: string): string[] {
  return keys.split("+").map((part) => signs[part] ?? part.replace(/^(Key|Digit)/, ""));
}

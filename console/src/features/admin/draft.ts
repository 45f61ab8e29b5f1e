/** What is being edited: kept through reloads until it is saved or thrown away, checked while it is typed. */

import { useCallback, useEffect, useMemo, useState } from "react";

export type Faults = Record<string, string>;

export interface Draft<Value extends object> {
  value: Value;
  dirty: boolean;
  /** The draft was found from before, when the page was left without saving. */
  recovered: boolean;
  set: <Field extends keyof Value>(field: Field, value: Value[Field]) => void;
  /** The fault at a place, once it was touched or saving was tried. */
  fault: (place: string) => string | undefined;
  faults: Faults;
  tried: boolean;
  tryToSave: () => boolean;
  refuse: (faults: Faults) => void;
  reset: (value: Value) => void;
  forget: () => void;
}

export function useDraft<Value extends object>(
  place: string,
  stored: Value,
  check: (value: Value) => Faults,
): Draft<Value> {
  const [begun] = useState(() => read<Value>(place, stored));
  const [original, setOriginal] = useState(stored);
  const [value, setValue] = useState(begun ?? stored);
  const [recovered, setRecovered] = useState(begun !== null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Faults>({});
  const dirty = useMemo(() => JSON.stringify(value) !== JSON.stringify(original), [value, original]);
  const found = useMemo(() => check(value), [check, value]);
  const faults = useMemo(() => ({ ...refused, ...found }), [refused, found]);

  useEffect(() => {
    if (dirty) write(place, { original, value });
    else sessionStorage.removeItem(storageKey(place));
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [place, dirty, original, value]);

  const set = useCallback(<Field extends keyof Value>(field: Field, next: Value[Field]) => {
    setValue((before) => ({ ...before, [field]: next }));
    setTouched((before) => new Set(before).add(String(field)));
    // What the server refused is judged anew when it is changed.
    setRefused((before) =>
      Object.fromEntries(Object.entries(before).filter(([at]) => at.split(".")[0] !== String(field))),
    );
  }, []);
  const fault = useCallback(
    (at: string) => {
      const root = at.split(".")[0] ?? "";
      return at in refused || tried || touched.has(root) ? faults[at] : undefined;
    },
    [faults, refused, tried, touched],
  );
  return {
    value,
    dirty,
    recovered,
    set,
    fault,
    faults,
    tried,
    tryToSave: () => {
      setTried(true);
      return Object.keys(found).length === 0;
    },
    refuse: setRefused,
    reset: (next) => {
      setOriginal(next);
      setValue(next);
      setRecovered(false);
      setTouched(new Set());
      setTried(false);
      setRefused({});
    },
    forget: () => sessionStorage.removeItem(storageKey(place)),
  };
}

const storageKey = (place: string) => `ringdesk.draft.${place}`;

function read<Value>(place: string, stored: Value): Value | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey(place)) ?? "null") as {
      original: Value;
      value: Value;
    } | null;
    // A draft of something that was changed meanwhile would undo that change.
    return kept !== null && JSON.stringify(kept.original) === JSON.stringify(stored) ? kept.value : null;
  } catch {
    return null;
  }
}

function write(place: string, draft: object): void {
  try {
    sessionStorage.setItem(storageKey(place), JSON.stringify(draft));
  } catch {
    // A full store costs the safety net, not the editing.
  }
}

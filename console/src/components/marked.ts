/** A field with a list beneath it, of which one entry is marked: the keys that move the mark, and what the field says of the list. */

import { type KeyboardEvent, useEffect, useId, useState } from "react";

interface Marked<E> {
  readonly at: number;
  readonly marked: E | null;
  readonly mark: (key: string) => void;
  /** Takes up and down; anything else is left to the caller. */
  readonly move: (event: KeyboardEvent) => void;
  readonly list: string;
  readonly idOf: (index: number) => string;
  /** For the field, which keeps the focus. */
  readonly field: {
    readonly role: "combobox";
    readonly "aria-expanded": true;
    readonly "aria-autocomplete": "list";
    readonly "aria-controls": string;
    readonly "aria-activedescendant": string | undefined;
    readonly autoComplete: "off";
    readonly maxLength: number;
  };
}

/** The first entry is marked until another one is, and again when that one is gone. */
export function useMarked<E extends { readonly key: string }>(entries: readonly E[]): Marked<E> {
  const list = useId();
  const [key, mark] = useState("");
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.key === key),
  );
  const marked = entries[at] ?? null;
  const idOf = (index: number) => `${list}-${index}`;
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView?.({ block: "nearest" });
  }, [list, at]);
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || entries.length === 0) return;
    event.preventDefault();
    mark(entries[(at + step + entries.length) % entries.length]?.key ?? "");
  };
  return {
    at,
    marked,
    mark,
    move,
    list,
    idOf,
    field: {
      role: "combobox",
      "aria-expanded": true,
      "aria-autocomplete": "list",
      "aria-controls": list,
      "aria-activedescendant": marked === null ? undefined : idOf(at),
      autoComplete: "off",
      maxLength: 64,
    },
  };
}

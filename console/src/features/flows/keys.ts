/** Keys of the whole editor: take back, copy, paste, delete. */

import { useEffect } from "react";
import { readDocument } from "@/components/flows/document";
import type { FlowWords } from "@/components/flows/words";
import type { Clip } from "./model";
import { type EditorStore, isNote } from "./store";

const MARK = "ringdeskSteps";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** Copied steps out of any text; null when there are none. */
export function readClip(text: string): Clip | null {
  try {
    const given = JSON.parse(text)?.[MARK];
    if (!Array.isArray(given?.steps)) return null;
    const { steps, canvas = {} } = readDocument({ ...given, version: 2 });
    return { steps, canvas };
  } catch {
    return null;
  }
}

export function writeClip(clip: Clip): string {
  return JSON.stringify({ [MARK]: clip });
}

export function useEditorKeys(store: EditorStore, f: FlowWords, say: (text: string) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || event.altKey) return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && (key === "z" || key === "y")) {
        event.preventDefault();
        const forward = key === "y" || event.shiftKey;
        forward ? store.redo() : store.undo();
        say(f(forward ? "editor.redone" : "editor.undone"));
        return;
      }
      if (isField(event.target)) return;
      const onCanvas = event.target instanceof HTMLElement && event.target.closest(".react-flow") !== null;
      const { selected, document } = store.get();
      if (command && key === "a" && onCanvas) {
        event.preventDefault();
        store.select(document.steps.map(({ id }) => id));
      } else if (command && key === "d" && selected.length > 0) {
        event.preventDefault();
        store.paste(store.copy());
      } else if ((event.key === "Delete" || event.key === "Backspace") && onCanvas && selected.length > 0) {
        event.preventDefault();
        const count = selected.filter((id) => !isNote(id)).length;
        store.remove(selected);
        say(f("editor.deleted", { count }));
      }
    };
    const onCopy = (event: ClipboardEvent) => {
      const copied = store.copy();
      if (isField(event.target) || copied.steps.length === 0 || !window.getSelection()?.isCollapsed) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", writeClip(copied));
      say(f("editor.copied", { count: copied.steps.length }));
      if (event.type === "cut") store.remove(copied.steps.map(({ id }) => id));
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isField(event.target)) return;
      const copied = readClip(event.clipboardData?.getData("text/plain") ?? "");
      if (copied === null) return;
      event.preventDefault();
      store.paste(copied);
    };
    window.addEventListener("keydown", onKeyDown);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [store, f, say]);
}

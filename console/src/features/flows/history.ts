/** Undo and redo over whole documents; unchanged parts are shared, so a step back costs little. */

import type { FlowDocument } from "@/components/flows/document";

const LONGEST = 200;

export interface History {
  past: FlowDocument[];
  present: FlowDocument;
  future: FlowDocument[];
  /** Changes with the same key right after each other, such as letters typed into a field, are one. */
  key: string;
}

export function begin(document: FlowDocument): History {
  return { past: [], present: document, future: [], key: "" };
}

export function commit(history: History, document: FlowDocument, key = ""): History {
  if (document === history.present) return history;
  if (key !== "" && key === history.key) return { ...history, present: document, future: [] };
  return { past: [...history.past, history.present].slice(-LONGEST), present: document, future: [], key };
}

/** Ends a run of changes that count as one. */
export function pause(history: History): History {
  return history.key === "" ? history : { ...history, key: "" };
}

export function undo(history: History): History {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], key: "" };
}

export function redo(history: History): History {
  const [after, ...future] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.present], present: after, future, key: "" };
}

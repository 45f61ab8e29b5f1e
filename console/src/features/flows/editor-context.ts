/** The flow in the editor, for every part of its page. */

import { createContext, use } from "react";
import type { FlowStatistics } from "@/components/flows/tools";
import type { Fault, Options } from "./flow-api";
import type { EditorStore } from "./store";

export interface Editor {
  store: EditorStore;
  faults: Fault[];
  byStep: ReadonlyMap<string, Fault[]>;
  options: Options;
  statistics: FlowStatistics | null;
  /** The way of a simulated call, and where it is. */
  path: { visited: string[]; current: string | null };
  /** Say something to those who cannot see it. */
  say: (text: string) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditorContext(): Editor {
  const editor = use(EditorContext);
  if (editor === null) throw new Error("outside of the editor");
  return editor;
}

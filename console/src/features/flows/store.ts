/** The flow in the editor: the one source that canvas, outline and forms show and change. */

import { useSyncExternalStore } from "react";
import type { FlowDocument } from "@/components/flows/document";
import { begin, commit, type History, pause, redo, undo } from "./history";
import { addStep, type Clip, clip, type NewStep, paste, removeSteps, renameStep } from "./model";

export interface EditorState {
  history: History;
  document: FlowDocument;
  /** Ids of the steps that are picked. */
  selected: readonly string[];
  /** Ids of the steps that stand open in the outline. */
  open: ReadonlySet<string>;
  /** Counts the wishes to bring a step into view; `target` is that step. */
  reveal: { count: number; target: string };
}

/** Notes are picked like steps; their ids cannot be those of steps. */
export const noteId = (place: number): string => `note:${place}`;
export const isNote = (id: string): boolean => id.startsWith("note:");

export class EditorStore {
  readonly readOnly: boolean;
  #state: EditorState;
  #listeners = new Set<() => void>();

  constructor(document: FlowDocument, readOnly = false) {
    this.readOnly = readOnly;
    this.#state = {
      history: begin(document),
      document,
      selected: [],
      open: new Set(),
      reveal: { count: 0, target: "" },
    };
  }

  readonly get = (): EditorState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes with the same `key` right after each other are undone together. */
  change(change: (document: FlowDocument) => FlowDocument, key = ""): void {
    if (this.readOnly) return;
    this.#keep(commit(this.#state.history, change(this.#state.document), key));
  }

  /** Add a step and pick it; one that was put somewhere is in view already. Its id. */
  add(wanted: NewStep): string {
    if (this.readOnly) return "";
    const [document, id] = addStep(this.#state.document, wanted);
    this.change(() => document);
    if (wanted.at) this.#set({ selected: [id], open: new Set([...this.#state.open, id]) });
    else this.show(id);
    return id;
  }

  /** Take steps and notes away. */
  remove(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const notes = new Set(ids.filter(isNote));
    this.change((document) => {
      const left = document.comments?.filter((_, place) => !notes.has(noteId(place)));
      return removeSteps(notes.size > 0 ? { ...document, comments: left } : document, ids);
    });
    this.select([]);
  }

  rename(from: string, to: string): boolean {
    const before = this.#state.document;
    const { selected, open } = this.#state;
    const follow = (id: string) => (id === from ? to : id);
    this.change((document) => renameStep(document, from, to));
    if (this.#state.document === before) return false;
    this.#set({ selected: selected.map(follow), open: new Set([...open].map(follow)) });
    return true;
  }

  copy(): Clip {
    return clip(this.#state.document, this.#state.selected);
  }

  paste(copied: Clip): void {
    if (this.readOnly || copied.steps.length === 0) return;
    const [document, ids] = paste(this.#state.document, copied);
    this.change(() => document);
    this.select(ids);
    const [first] = ids;
    if (first) this.#set({ reveal: { count: this.#state.reveal.count + 1, target: first } });
  }

  select(ids: readonly string[]): void {
    const now = this.#state.selected;
    if (ids.length === now.length && ids.every((id, place) => id === now[place])) return;
    this.#set({ selected: ids, history: pause(this.#state.history) });
  }

  /** Pick a step and bring it into view. */
  show(id: string): void {
    this.#set({
      selected: [id],
      open: new Set([...this.#state.open, id]),
      history: pause(this.#state.history),
      reveal: { count: this.#state.reveal.count + 1, target: id },
    });
  }

  /** Open or close a step of the outline. */
  toggle(id: string): void {
    const { open } = this.#state;
    this.#set({ open: new Set(open.has(id) ? [...open].filter((one) => one !== id) : [...open, id]) });
    this.select([id]);
  }

  pause(): void {
    this.#set({ history: pause(this.#state.history) });
  }

  undo(): void {
    if (!this.readOnly) this.#keep(undo(this.#state.history));
  }

  redo(): void {
    if (!this.readOnly) this.#keep(redo(this.#state.history));
  }

  #keep(history: History): void {
    if (history === this.#state.history) return;
    const there = new Set(history.present.steps.map(({ id }) => id));
    const selected = this.#state.selected.filter((id) => there.has(id) || isNote(id));
    this.#set({ history, document: history.present, selected });
  }

  #set(part: Partial<EditorState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

export function useEditor(store: EditorStore): EditorState {
  return useSyncExternalStore(store.subscribe, store.get);
}

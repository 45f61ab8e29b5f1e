/** Keeps the draft: saves by itself, says how that stands, and settles it when somebody else has saved meanwhile. */

import { asRefusal, type Refusal } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import { differs, merge } from "./merge";
import type { EditorStore } from "./store";

const PAUSE_MS = 800;
const LONGEST_WAIT_MS = 30_000;

export interface Stored {
  document: FlowDocument;
  /** 0 where there is no draft. */
  serial: number;
  by: string;
  at: string | null;
}

export type Saving =
  | { state: "saved" | "dirty" | "saving" }
  | { state: "failed"; refusal: Refusal; retries: boolean }
  | { state: "conflict"; theirs: Stored; clashes: string[] };

/** The server as the keeper needs it. `load` gives the draft, or what is published where there is none. */
export interface Shelf {
  save: (document: FlowDocument, serial: number) => Promise<Stored>;
  load: () => Promise<Stored>;
}

/** What survives a closed tab; `localStorage` in a browser. */
export type Pocket = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class DraftKeeper {
  #stored: Stored;
  #saving: Saving = { state: "saved" };
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #listeners = new Set<() => void>();
  readonly #store: EditorStore;
  readonly #shelf: Shelf;
  readonly #pocket: Pocket;
  readonly #name: string;

  constructor(store: EditorStore, stored: Stored, shelf: Shelf, pocket: Pocket) {
    this.#store = store;
    this.#stored = stored;
    this.#shelf = shelf;
    this.#pocket = pocket;
    this.#name = pocketName(stored.document.id);
  }

  readonly get = (): Saving => this.#saving;
  readonly stored = (): Stored => this.#stored;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Watch the editor until the returned function is called. */
  start(): () => void {
    if (this.#store.readOnly) return () => undefined;
    const stop = this.#store.subscribe(() => this.#look());
    this.#look();
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  /** Save now what is not saved; the draft's serial, or null when it could not be saved. */
  async flush(): Promise<number | null> {
    clearTimeout(this.#timer);
    while (this.#isDirty()) {
      await this.#save();
      if (this.#saving.state === "failed" || this.#saving.state === "conflict") return null;
    }
    return this.#stored.serial;
  }

  /** What is stored now is this: after publishing, restoring, or giving up the draft. */
  settle(stored: Stored): void {
    this.#stored = stored;
    if (this.#isDirty()) this.#store.change(() => stored.document);
    this.#forget();
    this.#tell({ state: "saved" });
  }

  /** Answer a conflict. Whatever is not chosen stays one undo away. */
  resolve(choice: "mine" | "theirs" | "both"): void {
    if (this.#saving.state !== "conflict") return;
    const { theirs } = this.#saving;
    const mine = this.#store.get().document;
    const base = this.#stored.document;
    this.#stored = theirs;
    if (choice === "mine") {
      this.#store.change(() => theirs.document);
      this.#store.change(() => ({ ...mine }));
    } else {
      this.#store.change(() => (choice === "theirs" ? theirs.document : merge(base, mine, theirs.document).document));
    }
    this.#tell({ state: "dirty" });
    this.#look();
  }

  #isDirty(): boolean {
    const { document } = this.#store.get();
    return document !== this.#stored.document && differs(document, this.#stored.document);
  }

  #look(): void {
    if (this.#saving.state === "conflict") return;
    if (!this.#isDirty()) {
      if (this.#running === null) {
        clearTimeout(this.#timer);
        this.#forget();
        if (this.#saving.state !== "saved") this.#tell({ state: "saved" });
      }
      return;
    }
    this.#pocket.setItem(
      this.#name,
      JSON.stringify({
        serial: this.#stored.serial,
        document: this.#store.get().document,
        base: this.#stored.document,
      }),
    );
    if (this.#saving.state === "saved") this.#tell({ state: "dirty" });
    this.#schedule(PAUSE_MS);
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), pause);
  }

  #save(): Promise<void> {
    this.#running ??= this.#saveOnce().finally(() => {
      this.#running = null;
      if (this.#saving.state === "saved" || this.#saving.state === "dirty") this.#look();
    });
    return this.#running;
  }

  async #saveOnce(): Promise<void> {
    if (!this.#isDirty()) return;
    const sent = this.#store.get().document;
    this.#tell({ state: "saving" });
    try {
      const saved = await this.#shelf.save(sent, this.#stored.serial);
      this.#stored = { ...saved, document: sent };
      this.#failures = 0;
      if (!this.#isDirty()) this.#forget();
      this.#tell({ state: this.#isDirty() ? "dirty" : "saved" });
    } catch (error) {
      await this.#failed(asRefusal(error));
    }
  }

  async #failed(refusal: Refusal): Promise<void> {
    if (refusal.code === "draft_changed") {
      try {
        const theirs = await this.#shelf.load();
        const mine = this.#store.get().document;
        const { clashes } = merge(this.#stored.document, mine, theirs.document);
        this.#tell({ state: "conflict", theirs, clashes });
        return;
      } catch (error) {
        refusal = asRefusal(error);
      }
    }
    const retries = refusal.status === 0 || refusal.status >= 500;
    this.#failures += 1;
    this.#tell({ state: "failed", refusal, retries });
    if (retries) this.#schedule(Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** this.#failures));
  }

  #forget(): void {
    this.#pocket.removeItem(this.#name);
  }

  #tell(saving: Saving): void {
    this.#saving = saving;
    for (const listener of this.#listeners) listener();
  }
}

const pocketName = (flowId: string) => `ringdesk.flow.${flowId}`;

/** What a closed tab had not saved, if there is any: the document, and what it was made from. */
export function recovered(
  flowId: string,
  pocket: Pocket,
): { document: FlowDocument; base: FlowDocument; serial: number } | null {
  try {
    const kept = JSON.parse(pocket.getItem(pocketName(flowId)) ?? "null");
    return kept?.document?.id === flowId && kept.base?.id === flowId ? kept : null;
  } catch {
    return null;
  }
}

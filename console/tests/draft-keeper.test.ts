import { beforeEach, expect, test, vi } from "vitest";
import { Refusal } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import { DraftKeeper, recovered, type Shelf, type Stored } from "@/features/flows/draft-keeper";
import { EditorStore } from "@/features/flows/store";

const flow: FlowDocument = { version: 2, id: "hello", name: "Hello", languages: ["en"], start: "", steps: [] };

/** A server's shelf with one draft, as strict about serials as ours. */
class OneShelf implements Shelf {
  stored: Stored = { document: flow, serial: 0, by: "", at: null };
  broken = false;

  async save(document: FlowDocument, serial: number): Promise<Stored> {
    if (this.broken) throw new Refusal("unreachable", "The server cannot be reached.");
    if (serial !== this.stored.serial) throw new Refusal("draft_changed", "", 409);
    this.stored = { document, serial: serial + 1, by: "Ada", at: null };
    return this.stored;
  }

  async load(): Promise<Stored> {
    return this.stored;
  }
}

let shelf: OneShelf;
let store: EditorStore;
let keeper: DraftKeeper;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  shelf = new OneShelf();
  store = new EditorStore(flow);
  keeper = new DraftKeeper(store, shelf.stored, shelf, localStorage);
  const stop = keeper.start();
  return () => {
    stop();
    vi.useRealTimers();
  };
});

const rename = (name: string) => store.change((now) => ({ ...now, name }));

test("a change is saved by itself, and what is undone again is not", async () => {
  rename("Hi");
  expect(keeper.get().state).toBe("dirty");
  await vi.advanceTimersByTimeAsync(1_000);
  expect([keeper.get().state, shelf.stored.document.name, shelf.stored.serial]).toEqual(["saved", "Hi", 1]);
  rename("Ho");
  store.undo();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([keeper.get().state, shelf.stored.serial]).toEqual(["saved", 1]);
});

test("without a server nothing is lost: it is tried again, and a closed tab has a copy", async () => {
  shelf.broken = true;
  rename("Hi");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(keeper.get()).toMatchObject({ state: "failed", retries: true });
  expect(recovered("hello", localStorage)?.document.name).toBe("Hi");
  shelf.broken = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect([keeper.get().state, shelf.stored.document.name]).toEqual(["saved", "Hi"]);
  expect(recovered("hello", localStorage)).toBeNull();
});

test.each([
  ["both", { name: "Mine", zone: "Asia/Shanghai" }],
  ["mine", { name: "Mine", zone: undefined }],
  ["theirs", { name: "Hello", zone: "Asia/Shanghai" }],
] as const)("two editors: %s", async (choice, wanted) => {
  shelf.stored = { document: { ...flow, zone: "Asia/Shanghai" }, serial: 4, by: "Ben", at: null };
  rename("Mine");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(keeper.get()).toMatchObject({ state: "conflict", theirs: { by: "Ben" }, clashes: [] });
  keeper.resolve(choice);
  await vi.advanceTimersByTimeAsync(1_000);
  const { name, zone } = store.get().document;
  expect({ name, zone }).toEqual(wanted);
  expect(keeper.get().state).toBe("saved");
  store.undo();
  const before = store.get().document;
  expect(choice === "mine" ? before.zone : before.name).toBe(choice === "mine" ? "Asia/Shanghai" : "Mine");
});

test("saving now gives the serial, or null when it could not be done", async () => {
  rename("Hi");
  expect(await keeper.flush()).toBe(1);
  shelf.broken = true;
  rename("Ho");
  expect(await keeper.flush()).toBeNull();
});

test("a supervisor's editor changes and saves nothing", async () => {
  const locked = new EditorStore(flow, true);
  locked.change((now) => ({ ...now, name: "Hi" }));
  expect([locked.get().document.name, locked.add({ type: "play" })]).toEqual(["Hello", ""]);
});

import { expect, test } from "vitest";
import type { FlowDocument } from "@/components/flows/document";
import { readDocument } from "@/components/flows/document";
import { namesIn } from "@/components/flows/naming";
import { catalog, outcomesOf } from "@/features/flows/catalog";
import { begin, commit, redo, undo } from "@/features/flows/history";
import { readClip, writeClip } from "@/features/flows/keys";
import { arranged, placed } from "@/features/flows/layout";
import { freshName } from "@/features/flows/MapField";
import { merge } from "@/features/flows/merge";
import {
  addStep,
  clip,
  connect,
  inWalkOrder,
  moveInList,
  paste,
  removeSteps,
  renameStep,
  setParameters,
  stepOf,
  waysTo,
} from "@/features/flows/model";

const empty: FlowDocument = { version: 2, id: "hello", name: "Hello", languages: ["en"], start: "", steps: [] };

/** A menu whose keys 1 and 2 lead to a queue and to the end. */
function menuFlow(): FlowDocument {
  let [flow] = addStep(empty, { type: "menu" });
  flow = setParameters(flow, "menu", { prompts: [], choices: { "1": "Sales", "2": "" } });
  [flow] = addStep(flow, { type: "queue", from: { step: "menu", outcome: "1" } });
  [flow] = addStep(flow, { type: "hang_up", from: { step: "menu", outcome: "2" } });
  return flow;
}

test("the catalog knows every step of the schema with its outcomes", () => {
  expect(catalog.get("menu")?.outcomesOf).toBe("choices");
  expect(catalog.get("hours")?.outcomes).toEqual(["open", "closed", "error"]);
  expect(catalog.get("http")?.fields.find(({ name }) => name === "url")?.required).toBe(true);
});

test("the first step is where the flow starts, and ids are free ones", () => {
  let [flow, id] = addStep(empty, { type: "play" });
  expect([flow.start, id]).toEqual(["play", "play"]);
  [flow, id] = addStep(flow, { type: "play" });
  expect([flow.start, id]).toEqual(["play", "play_2"]);
  expect(flow.canvas?.play).not.toEqual(flow.canvas?.play_2);
});

test("a step made at an exit is connected and stands after its source", () => {
  const flow = menuFlow();
  expect(stepOf(flow, "menu")?.next).toEqual({ "1": "queue", "2": "hang_up" });
  expect(flow.steps.map(({ id }) => id)).toEqual(["menu", "hang_up", "queue"]);
  expect(waysTo(flow, "queue").map(({ outcome }) => outcome)).toEqual(["1"]);
});

test("the outcomes of a menu are its keys and the failures, 0 after the other keys", () => {
  const flow = setParameters(menuFlow(), "menu", { choices: { "0": "Person", "1": "Sales" } });
  expect(outcomesOf(stepOf(flow, "menu") as never)).toEqual(["1", "0", "timeout", "no_match"]);
});

test("an exit follows its key, and goes with it", () => {
  const renamed = setParameters(menuFlow(), "menu", { choices: { "1": "Sales", "3": "" } });
  expect(stepOf(renamed, "menu")?.next).toEqual({ "1": "queue", "3": "hang_up" });
  const removed = setParameters(renamed, "menu", { choices: { "1": "Sales" } });
  expect(stepOf(removed, "menu")?.next).toEqual({ "1": "queue" });
});

test("another id is followed by everything that leads there; a taken or wrong one changes nothing", () => {
  const flow = { ...menuFlow(), person: "queue" };
  const renamed = renameStep(flow, "queue", "support");
  expect(stepOf(renamed, "menu")?.next?.["1"]).toBe("support");
  expect([renamed.person, renamed.canvas?.support]).toEqual(["support", flow.canvas?.queue]);
  expect(renameStep(flow, "queue", "menu")).toBe(flow);
  expect(renameStep(flow, "queue", "Not allowed")).toBe(flow);
});

test("what led to a removed step leads nowhere, and the flow starts elsewhere", () => {
  const flow = removeSteps({ ...menuFlow(), person: "queue" }, ["menu", "queue"]);
  expect([flow.start, flow.person]).toEqual(["hang_up", null]);
  expect(Object.keys(flow.canvas ?? {})).toEqual(["hang_up"]);
});

test("copies lead to each other, and to what is there", () => {
  const flow = menuFlow();
  const [both, ids] = paste(flow, clip(flow, ["menu", "queue"]));
  expect(ids).toEqual(["menu_2", "queue_2"]);
  expect(stepOf(both, "menu_2")?.next).toEqual({ "1": "queue_2", "2": "hang_up" });
  const [elsewhere] = paste(empty, clip(flow, ["menu"]));
  expect(stepOf(elsewhere, "menu")?.next).toEqual({});
  expect(elsewhere.start).toBe("menu");
});

test("only copied steps are taken from the clipboard", () => {
  const copied = clip(menuFlow(), ["menu"]);
  expect(readClip(writeClip(copied))?.steps.map(({ id }) => id)).toEqual(["menu"]);
  for (const text of ["", "hello", "null", '{"ringdeskSteps": 5}', '{"ringdeskSteps": {"steps": "x"}}']) {
    expect(readClip(text)).toBeNull();
  }
});

test("steps move in the list, and can be put in the order of the walk", () => {
  const flow = menuFlow();
  expect(moveInList(flow, "queue", -1).steps.map(({ id }) => id)).toEqual(["menu", "queue", "hang_up"]);
  expect(moveInList(flow, "menu", -1)).toBe(flow);
  expect(inWalkOrder(flow).steps.map(({ id }) => id)).toEqual(["menu", "queue", "hang_up"]);
});

test("undo and redo go back and forth; letters typed in a row are one change", () => {
  let history = begin(empty);
  const named = (name: string) => ({ ...empty, name });
  history = commit(commit(commit(history, named("a"), "name"), named("ab"), "name"), named("c"));
  expect(history.past.map(({ name }) => name)).toEqual(["Hello", "ab"]);
  history = undo(undo(history));
  expect(history.present.name).toBe("Hello");
  expect(undo(history)).toBe(history);
  expect(redo(redo(history)).present.name).toBe("c");
  expect(commit(redo(history), named("d")).future).toEqual([]);
});

test("what two people changed in different steps goes together; what both changed is named", () => {
  const base = menuFlow();
  const mine = connect(base, "queue", "error", "hang_up");
  const theirs = setParameters({ ...base, name: "New" }, "menu", { choices: { "1": "Orders", "2": "" } });
  const { document, clashes } = merge(base, mine, theirs);
  expect(clashes).toEqual([]);
  expect([document.name, stepOf(document, "queue")?.next?.error]).toEqual(["New", "hang_up"]);
  expect(stepOf(document, "menu")?.parameters?.choices).toEqual({ "1": "Orders", "2": "" });
  expect(merge(base, { ...mine, name: "My" }, theirs).clashes).toEqual(["name"]);
  expect(merge(base, mine, removeSteps(base, ["queue"])).clashes).toContain("queue");
});

test("every step gets a place of its own, callers go to the right", () => {
  const places = arranged(menuFlow());
  expect(places.menu?.x).toBeLessThan(places.queue?.x ?? 0);
  expect(places.queue).not.toEqual(places.hang_up);
  const { canvas, ...bare } = menuFlow();
  expect(Object.keys(placed(bare).canvas ?? {}).sort()).toEqual(["hang_up", "menu", "queue"]);
  expect(canvas).toBeDefined();
});

test("any JSON is read as far as it goes", () => {
  expect(() => readDocument(null)).toThrow();
  expect(() => readDocument({ version: 1, steps: {} })).toThrow();
  const read = readDocument({ version: 2, steps: [{ id: 5, next: { a: 1, b: "c" } }, "x"], canvas: { a: { x: "?" } } });
  expect(read.steps).toEqual([{ id: "", type: "", next: { b: "c" } }]);
  expect(read.canvas).toEqual({ a: { x: 0, y: 0 } });
});

test("names for expressions come from the variables and from the steps that set them", () => {
  const [flow] = addStep({ ...empty, variables: { order: "" } }, { type: "collect_digits" });
  const names = namesIn(setParameters(flow, "collect_digits", { variable: "card" }), ["sales"]);
  expect(names.slice(0, 2)).toEqual(["card", "order"]);
  expect(names).toContain('queues["sales"].waiting');
});

test("a new row has a free name that fits", () => {
  expect(freshName(/^[0-9*#]{1,4}$/, ["1", "2"])).toBe("3");
  expect(freshName(/^[a-z][a-z0-9_]*$/, ["value_1"])).toBe("value_2");
});

/** What designers do to a flow: functions from document to document. Canvas and outline both edit by these alone. */

import type { FlowDocument, FlowNote, FlowStep, Position } from "@/components/flows/document";
import { begunParameters, catalog, chosenOutcomes, outcomesOf } from "./catalog";
import { placed } from "./layout";

export const COLUMN = 320;
export const ROW = 40;

/** An id that no step has: the wanted one, or with a number behind it. */
export function freeId(document: FlowDocument, wanted: string): string {
  const taken = new Set(document.steps.map(({ id }) => id));
  const stem = idFrom(wanted) || "step";
  if (!taken.has(stem)) return stem;
  const base = stem.replace(/_\d+$/, "").slice(0, 58);
  for (let count = 2; ; count++) if (!taken.has(`${base}_${count}`)) return `${base}_${count}`;
}

/** Whatever of a text can stand in an id. */
export function idFrom(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 64);
}

export function stepOf(document: FlowDocument, id: string): FlowStep | undefined {
  return document.steps.find((step) => step.id === id);
}

export interface NewStep {
  type: string;
  at?: Position;
  /** The exit that is to lead to it. */
  from?: { step: string; outcome: string };
}

/** Add a step; the first one is where the flow starts. Its id is the second value. */
export function addStep(before: FlowDocument, { type, at, from }: NewStep): [FlowDocument, string] {
  const document = placed(before);
  const id = freeId(document, type);
  const step: FlowStep = {
    id,
    type,
    label: "",
    parameters: begunParameters(catalog.get(type)?.fields ?? []),
    next: {},
  };
  const after = from ? document.steps.findIndex((one) => one.id === from.step) : -1;
  const place = after < 0 ? document.steps.length : after + 1;
  const steps = [...document.steps.slice(0, place), step, ...document.steps.slice(place)];
  const added: FlowDocument = {
    ...document,
    steps,
    start: stepOf(document, document.start) ? document.start : id,
    canvas: { ...document.canvas, [id]: at ?? freePlace(document, from?.step) },
  };
  return [from ? connect(added, from.step, from.outcome, id) : added, id];
}

/** A place on the canvas where nothing stands: right of a step, else below everything. */
export function freePlace(document: FlowDocument, beside?: string): Position {
  const places = Object.values(document.canvas ?? {});
  const from = beside ? document.canvas?.[beside] : undefined;
  let place = from
    ? { x: from.x + COLUMN, y: from.y }
    : {
        x: Math.min(0, ...places.map(({ x }) => x)),
        y: places.length ? Math.max(...places.map(({ y }) => y)) + 200 : 0,
      };
  while (places.some(({ x, y }) => Math.abs(x - place.x) < COLUMN - 60 && Math.abs(y - place.y) < 120)) {
    place = { x: place.x, y: place.y + ROW };
  }
  return place;
}

/** Take steps away, with every exit that leads to them. */
export function removeSteps(document: FlowDocument, ids: Iterable<string>): FlowDocument {
  const gone = new Set(ids);
  const steps = document.steps
    .filter(({ id }) => !gone.has(id))
    .map((step) => ({ ...step, next: without(step.next ?? {}, (target) => gone.has(target)) }));
  const canvas = Object.fromEntries(Object.entries(document.canvas ?? {}).filter(([id]) => !gone.has(id)));
  return {
    ...document,
    steps,
    canvas,
    start: gone.has(document.start) ? (steps[0]?.id ?? "") : document.start,
    person: document.person && gone.has(document.person) ? null : document.person,
  };
}

/** Give a step another id; whatever leads to it follows. The same document if the id is taken or not allowed. */
export function renameStep(document: FlowDocument, from: string, to: string): FlowDocument {
  if (from === to || !/^[a-z0-9_-]{1,64}$/.test(to) || stepOf(document, to) || !stepOf(document, from)) return document;
  const follow = (id: string) => (id === from ? to : id);
  return {
    ...document,
    start: follow(document.start),
    person: document.person ? follow(document.person) : document.person,
    steps: document.steps.map((step) => ({
      ...step,
      id: follow(step.id),
      next: Object.fromEntries(Object.entries(step.next ?? {}).map(([outcome, target]) => [outcome, follow(target)])),
    })),
    canvas: Object.fromEntries(Object.entries(document.canvas ?? {}).map(([id, place]) => [follow(id), place])),
  };
}

/** Lead an exit to a step; to nowhere with an empty target. */
export function connect(document: FlowDocument, from: string, outcome: string, to: string): FlowDocument {
  return changed(document, from, (step) => {
    const { [outcome]: _, ...others } = step.next ?? {};
    return { ...step, next: to === "" ? others : { ...others, [outcome]: to } };
  });
}

export function relabel(document: FlowDocument, id: string, label: string): FlowDocument {
  return changed(document, id, (step) => ({ ...step, label }));
}

/** New parameters; exits follow an outcome that was renamed, and go with one that was removed. */
export function setParameters(document: FlowDocument, id: string, parameters: Record<string, unknown>): FlowDocument {
  return changed(document, id, (step) => {
    const known = catalog.get(step.type);
    const after = { ...step, parameters };
    if (!known?.outcomesOf) return after;
    const before = chosenOutcomes(step);
    const now = chosenOutcomes(after);
    const gone = before.filter((outcome) => !now.includes(outcome) && !known.outcomes.includes(outcome));
    const come = now.filter((outcome) => !before.includes(outcome));
    const renamed = gone.length === 1 && come.length === 1 && before.length === now.length ? come[0] : undefined;
    const next = Object.entries(step.next ?? {}).flatMap(([outcome, target]) => {
      if (!gone.includes(outcome)) return [[outcome, target]];
      return renamed === undefined ? [] : [[renamed, target]];
    });
    return { ...after, next: Object.fromEntries(next) };
  });
}

export function changed(document: FlowDocument, id: string, change: (step: FlowStep) => FlowStep): FlowDocument {
  return { ...document, steps: document.steps.map((step) => (step.id === id ? change(step) : step)) };
}

/** Steps lifted out of a flow, with the way they lie to each other: what goes to the clipboard. */
export interface Clip {
  steps: FlowStep[];
  canvas: Record<string, Position>;
}

export function clip(document: FlowDocument, ids: Iterable<string>): Clip {
  const wanted = new Set(ids);
  return {
    steps: document.steps.filter(({ id }) => wanted.has(id)),
    canvas: Object.fromEntries(Object.entries(placed(document).canvas ?? {}).filter(([id]) => wanted.has(id))),
  };
}

/**
 * Put copied steps in, under free ids. Exits between them stay between the copies; others are kept where their target is
 * in this flow. The ids of the new steps are the second value.
 */
export function paste(
  before: FlowDocument,
  copied: Clip,
  shift: Position = { x: 48, y: 48 },
): [FlowDocument, string[]] {
  const document = placed(before);
  const names = new Map<string, string>();
  let grown = document;
  for (const step of copied.steps) {
    const id = freeId(grown, step.id);
    names.set(step.id, id);
    grown = { ...grown, steps: [...grown.steps, { ...step, id }] };
  }
  const added = new Set(names.values());
  const steps = grown.steps.map((step) => {
    if (!added.has(step.id)) return step;
    const next = Object.entries(step.next ?? {}).flatMap(([outcome, target]) => {
      const to = names.get(target) ?? (stepOf(document, target) ? target : undefined);
      return to === undefined ? [] : [[outcome, to]];
    });
    return { ...step, next: Object.fromEntries(next) };
  });
  const canvas = { ...grown.canvas };
  for (const [from, to] of names) {
    const place = copied.canvas[from] ?? { x: 0, y: 0 };
    canvas[to] = { x: place.x + shift.x, y: place.y + shift.y };
  }
  const start = stepOf(document, document.start) ? document.start : (steps[0]?.id ?? "");
  return [{ ...grown, steps, canvas, start }, [...added]];
}

export function moveOnCanvas(document: FlowDocument, places: Record<string, Position>): FlowDocument {
  const rounded = Object.entries(places).map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]);
  return { ...document, canvas: { ...document.canvas, ...Object.fromEntries(rounded) } };
}

/** Move a step up (-1) or down (1) in the list. */
export function moveInList(document: FlowDocument, id: string, by: -1 | 1): FlowDocument {
  const from = document.steps.findIndex((step) => step.id === id);
  const to = from + by;
  const one = document.steps[from];
  const other = document.steps[to];
  if (!one || !other) return document;
  const steps = [...document.steps];
  steps[from] = other;
  steps[to] = one;
  return { ...document, steps };
}

/** The list in the order in which callers come to the steps; what nobody reaches is last. */
export function inWalkOrder(document: FlowDocument): FlowDocument {
  const seen = new Set<string>();
  const order: FlowStep[] = [];
  const visit = (id: string) => {
    const step = stepOf(document, id);
    if (!step || seen.has(id)) return;
    seen.add(id);
    order.push(step);
    for (const outcome of outcomesOf(step)) visit(step.next?.[outcome] ?? "");
  };
  visit(document.start);
  if (document.person) visit(document.person);
  return { ...document, steps: [...order, ...document.steps.filter(({ id }) => !seen.has(id))] };
}

/** The exits that lead to a step. */
export function waysTo(document: FlowDocument, id: string): { step: FlowStep; outcome: string }[] {
  return document.steps.flatMap((step) =>
    Object.entries(step.next ?? {}).flatMap(([outcome, target]) => (target === id ? [{ step, outcome }] : [])),
  );
}

export function setNotes(document: FlowDocument, notes: FlowNote[]): FlowDocument {
  return { ...document, comments: notes };
}

function without(next: Record<string, string>, drop: (target: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(next).filter(([, target]) => !drop(target)));
}

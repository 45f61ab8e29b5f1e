/** A flow's document as the console handles it. What the server has not checked may be missing: drafts have faults. */

export interface FlowStep {
  id: string;
  type: string;
  label?: string;
  parameters?: Record<string, unknown>;
  next?: Record<string, string>;
}

export interface Position {
  x: number;
  y: number;
}

export interface FlowNote extends Position {
  text: string;
}

export interface FlowDocument {
  version: 2;
  id: string;
  name: string;
  languages: string[];
  start: string;
  steps: FlowStep[];
  zone?: string;
  variables?: Record<string, string | number | boolean>;
  person?: string | null;
  limits?: { steps?: number; seconds?: number };
  canvas?: Record<string, Position>;
  comments?: FlowNote[];
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const words = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * Any JSON as a document that can be edited: what is not understood at all is left out, what the editor does not know is
 * kept. Throws when it is no flow of this version.
 */
export function readDocument(given: unknown): FlowDocument {
  if (!isFields(given) || !Array.isArray(given.steps) || given.version !== 2) throw new Error("not a flow");
  const { revision: _, ...fields } = given;
  return {
    ...fields,
    version: 2,
    id: words(given.id),
    name: words(given.name),
    languages: Array.isArray(given.languages) ? given.languages.filter((one) => typeof one === "string") : [],
    start: words(given.start),
    steps: given.steps.filter(isFields).map(readStep),
    canvas: readCanvas(given.canvas),
    comments: Array.isArray(given.comments) ? given.comments.filter(isFields).map(readNote) : [],
  };
}

function readStep(given: Fields): FlowStep {
  const next = isFields(given.next) ? given.next : {};
  return {
    ...given,
    id: words(given.id),
    type: words(given.type),
    ...(given.label === undefined ? {} : { label: words(given.label) }),
    ...(given.parameters === undefined ? {} : { parameters: isFields(given.parameters) ? given.parameters : {} }),
    ...(given.next === undefined ? {} : { next: exitsIn(next) }),
  };
}

function exitsIn(next: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(next).filter((exit): exit is [string, string] => typeof exit[1] === "string"),
  );
}

function readCanvas(given: unknown): Record<string, Position> {
  if (!isFields(given)) return {};
  return Object.fromEntries(
    Object.entries(given).flatMap(([id, place]) =>
      isFields(place) ? [[id, { x: number(place.x), y: number(place.y) }]] : [],
    ),
  );
}

const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

function readNote(given: Fields): FlowNote {
  return { text: words(given.text), x: number(given.x), y: number(given.y) };
}

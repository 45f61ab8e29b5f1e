/** What the flow language offers, read out of its schema: types of steps, their parameters and their outcomes. */

import flowSchema from "@/api/generated/flow-schema.json";
import type { FlowStep } from "@/components/flows/document";

/** As much of JSON Schema as the flow language uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema | { oneOf?: Schema[] };
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  required?: string[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  pattern?: string;
  "x-kind"?: string;
  "x-outcomes"?: string[];
  "x-outcomes-optional"?: string[];
  "x-outcomes-of"?: string;
}

/** A parameter of a step, or a field in it. */
export interface Field {
  name: string;
  schema: Schema;
  required: boolean;
  /** May be left empty, which is stored as null or not at all. */
  optional: boolean;
}

export interface StepType {
  type: string;
  fields: Field[];
  outcomes: string[];
  /** Outcomes that need no exit. */
  optional: string[];
  /** The parameter that brings more outcomes, if any. */
  outcomesOf: string;
}

export type Catalog = ReadonlyMap<string, StepType>;

const definitions = (flowSchema as unknown as { $defs: Record<string, Schema> }).$defs;

/** The schema that a reference stands for. What stands beside the reference is stronger. */
export function resolved(schema: Schema): Schema {
  if (!schema.$ref) return schema;
  const { $ref, ...own } = schema;
  return { ...resolved(definitions[$ref.split("/").pop() ?? ""] ?? {}), ...own };
}

/** The fields of an object. */
export function fieldsOf(schema: Schema): Field[] {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).map(([name, given]) => {
    const found = resolved(given);
    const others = found.anyOf?.filter(({ type }) => type !== "null");
    const optional = others !== undefined && others.length < (found.anyOf?.length ?? 0);
    const single = optional && others.length === 1 ? { ...resolved(others[0] ?? {}), default: found.default } : found;
    return { name, schema: single, required: required.includes(name), optional };
  });
}

function readCatalog(): Catalog {
  const steps = (flowSchema as unknown as { properties: { steps: { items: { oneOf: Schema[] } } } }).properties.steps;
  return new Map(
    steps.items.oneOf.map((reference) => {
      const step = resolved(reference);
      const type = String(step.properties?.type?.const);
      const parameters = step.properties?.parameters ?? {};
      return [
        type,
        {
          type,
          fields: fieldsOf(parameters),
          outcomes: step["x-outcomes"] ?? [],
          optional: step["x-outcomes-optional"] ?? [],
          outcomesOf: step["x-outcomes-of"] ?? "",
        },
      ];
    }),
  );
}

export const catalog: Catalog = readCatalog();

/** The fields of the flow itself. */
export const flowFields: Field[] = fieldsOf(flowSchema as unknown as Schema);

/** The outcomes of a step, those that need no exit after the others. Exits that are drawn but mean nothing come last. */
export function outcomesOf(step: FlowStep): string[] {
  const known = catalog.get(step.type);
  const drawn = Object.keys(step.next ?? {});
  if (!known) return drawn;
  const outcomes = [...chosenOutcomes(step, known), ...known.outcomes, ...known.optional];
  return [...new Set([...outcomes, ...drawn])];
}

/** Those that the step's own parameters bring. */
export function chosenOutcomes(step: FlowStep, known = catalog.get(step.type)): string[] {
  if (!known?.outcomesOf) return [];
  const field = known.fields.find(({ name }) => name === known.outcomesOf);
  const value = step.parameters?.[known.outcomesOf] ?? field?.schema.default;
  if (Array.isArray(value)) {
    return value
      .map((one) => String((one as { outcome?: unknown } | null)?.outcome ?? one))
      .filter((one) => one !== "");
  }
  return typeof value === "object" && value !== null ? inKeyOrder(Object.keys(value)) : [];
}

/** Browsers put keys that are whole numbers first; 0, the person, belongs to the end of a menu as on the keypad. */
export function inKeyOrder(keys: string[]): string[] {
  return [...keys.filter((key) => key !== "0"), ...keys.filter((key) => key === "0")];
}

/** What a new value of this kind starts with. */
export function begunValue(schema: Schema): unknown {
  const found = resolved(schema);
  if (found.default !== undefined) return found.default;
  if (found.const !== undefined) return found.const;
  if (found.enum) return found.enum[0];
  if (found["x-kind"] === "prompts") return [];
  switch (found.type) {
    case "object":
      return found.properties ? begunParameters(fieldsOf(found)) : {};
    case "array":
      return found.minItems
        ? Array.from({ length: found.minItems }, () => begunValue((found.items ?? {}) as Schema))
        : [];
    case "integer":
    case "number":
      return found.minimum ?? 0;
    case "boolean":
      return false;
    default:
      return "";
  }
}

/** The parameters that a new step begins with: what is needed, and nothing that has a default. */
export function begunParameters(fields: Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.filter(({ required }) => required).map(({ name, schema }) => [name, begunValue(schema)]),
  );
}

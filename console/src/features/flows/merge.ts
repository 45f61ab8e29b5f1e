/** Two people have changed one flow: what each changed, and both together where they did not touch the same. */

import type { FlowDocument, FlowStep } from "@/components/flows/document";

export interface Merged {
  document: FlowDocument;
  /** What both have changed, each in another way: ids of steps, or names of the flow's fields. Mine was kept there. */
  clashes: string[];
}

const same = (one: unknown, other: unknown): boolean => stable(one) === stable(other);

/** JSON with sorted keys, so that the order of fields does not count. */
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
        : part,
    ) ?? ""
  );
}

export function differs(one: FlowDocument, other: FlowDocument): boolean {
  return !same(one, other);
}

/** `base` is what both began with. */
export function merge(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument): Merged {
  const clashes: string[] = [];
  function pick<T>(name: string, before: T, my: T, their: T): T {
    if (same(my, their) || same(their, before)) return my;
    if (same(my, before)) return their;
    clashes.push(name);
    return my;
  }
  const [old, my, their] = [byId(base), byId(mine), byId(theirs)];
  const order = [...new Set([...my.keys(), ...their.keys()])];
  const steps = order.flatMap((id) => {
    const step = pick(id, old.get(id), my.get(id), their.get(id));
    return step === undefined ? [] : [step];
  });
  const names = new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)]);
  const fields: Record<string, unknown> = {};
  for (const name of names) {
    if (name === "steps" || name === "canvas") continue;
    const key = name as keyof FlowDocument;
    const value = pick<unknown>(name, base[key], mine[key], theirs[key]);
    if (value !== undefined) fields[name] = value;
  }
  const canvas = { ...theirs.canvas };
  for (const [id, place] of Object.entries(mine.canvas ?? {})) {
    if (!canvas[id] || !same(place, base.canvas?.[id])) canvas[id] = place;
  }
  return { document: { ...(fields as unknown as FlowDocument), steps, canvas }, clashes };
}

function byId(document: FlowDocument): Map<string, FlowStep> {
  return new Map(document.steps.map((step) => [step.id, step]));
}

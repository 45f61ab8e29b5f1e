/** How steps and exits are called before people, and the names that expressions and texts can use. */

import { useCallback } from "react";
import type { FlowDocument, FlowStep } from "./document";
import { useCodeLabel } from "./words";

/** The name of a step: what its designer wrote, else its type; ids tell equal ones apart. */
export function useStepName(): (step: FlowStep | undefined) => string {
  const label = useCodeLabel();
  return useCallback((step) => (step ? step.label || `${label("type", step.type)} (${step.id})` : ""), [label]);
}

/** An exit in words: what the menu says of a key, else the word for the outcome. */
export function useExitName(): (step: FlowStep, outcome: string) => string {
  const label = useCodeLabel();
  return useCallback(
    (step, outcome) => {
      const choices = step.parameters?.choices;
      if (step.type === "menu" && typeof choices === "object" && choices !== null && outcome in choices) {
        const meaning = (choices as Record<string, unknown>)[outcome];
        return typeof meaning === "string" && meaning !== "" ? `${outcome} ${meaning}` : outcome;
      }
      return label("exit", outcome);
    },
    [label],
  );
}

/** A place in a document such as `parameters.prompts.0.say.en` in words; numbers in a list count from 1. */
export function usePlaceName(): (where: string) => string {
  const label = useCodeLabel();
  return useCallback(
    (where) => {
      const parts = where.split(".").filter((part) => part !== "" && part !== "parameters");
      return parts
        .map((part, at) => {
          const inside = parts[at - 1];
          if (inside === "next") return label("exit", part);
          return /^\d+$/.test(part) && inside !== "choices" ? String(Number(part) + 1) : label("parameter", part);
        })
        .join(" › ");
    },
    [label],
  );
}

const FACTS = [
  "caller.number",
  "caller.name",
  "customer.known",
  "customer.name",
  "customer.tier",
  "customer.company",
  "customer.note",
  "customer.number",
  "time.date",
  "time.clock",
  "time.hour",
  "time.minute",
  "time.day",
  "time.month",
  "time.weekday",
  "dialed_number",
  "language",
];

/** Everything that a text or an expression of this flow can name. */
export function namesIn(document: FlowDocument, queues: readonly string[] = []): string[] {
  const names = new Set(Object.keys(document.variables ?? {}));
  for (const { type, parameters = {} } of document.steps) {
    const { variable, question, variables, answers } = parameters;
    if (typeof variable === "string" && variable !== "") names.add(variable);
    if (type === "survey" && typeof question === "string" && question !== "") names.add(question);
    for (const map of [variables, answers]) {
      if (typeof map === "object" && map !== null && !Array.isArray(map))
        for (const name of Object.keys(map)) names.add(name);
    }
  }
  return [...[...names].sort(), ...FACTS, ...queues.map((id) => `queues["${id}"].waiting`)];
}

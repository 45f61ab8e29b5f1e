/** A caller without a telephone, as the page holds one. Pure. */

import type { Schemas } from "@/api/client";
import type { FlowDocument, FlowStep } from "@/components/flows/document";
import { localInput, momentOf } from "@/components/zone";

export type Run = Schemas["RunItem"];
type Scenario = Schemas["ScenarioItem"];
export type ServiceKind = "ok" | "refused" | "failed" | "timeout";

export interface Service {
  kind: ServiceKind;
  /** By the variable that takes it, as typed. */
  values: Record<string, string>;
}

export interface Caller {
  language: "zh-CN" | "en";
  /** By the site's clock, as `datetime-local` has it; empty is now. */
  at: string;
  number: string;
  customer: { name: string; tier: string } | null;
  keys: string[];
  services: Record<string, Service>;
  /** How hand-overs and other steps that depend on others come back, by step. */
  exits: Record<string, string>;
  /** What a test case may say that has no field here. */
  rest: Pick<Scenario, "dialed_number" | "refused" | "queues">;
}

const STATUS: Record<ServiceKind, number> = { ok: 200, refused: 404, failed: 500, timeout: 0 };
const HANDED = new Set([
  "queue",
  "agent",
  "outside",
  "voicemail",
  "callback",
  "record",
  "send_message",
  "fax",
  "look_up",
]);
const QUESTIONS = new Set(["menu", "language", "survey"]);

export function newCaller(document: FlowDocument): Caller {
  const language = document.languages.includes("zh-CN") ? "zh-CN" : "en";
  const rest = { dialed_number: "", refused: [], queues: {} };
  return { language, at: "", number: "13900000000", customer: null, keys: [], services: {}, exits: {}, rest };
}

export const httpSteps = (document: FlowDocument) => document.steps.filter((step) => step.type === "http");
export const handingSteps = (document: FlowDocument) => document.steps.filter((step) => HANDED.has(step.type));

/** How a step may come back when others decide; who calls decides the rest of a look-up. */
export function exitsOf(step: FlowStep): string[] {
  const exits = Object.keys(step.next ?? {});
  return step.type === "look_up" ? exits.filter((exit) => exit === "timeout") : exits;
}

export function answersOf(step: FlowStep): string[] {
  const { answers } = step.parameters ?? {};
  return typeof answers === "object" && answers !== null ? Object.keys(answers) : [];
}

/** Whether one key is a whole answer at this step. */
export function oneKey(step: FlowStep | undefined): boolean {
  if (!step || !QUESTIONS.has(step.type)) return false;
  const { choices } = step.parameters ?? {};
  if (typeof choices !== "object" || choices === null) return true;
  return Object.keys(choices).every((key) => key.length === 1);
}

/** As the server wants it. */
export function scenarioOf(caller: Caller): Scenario {
  const { customer } = caller;
  return {
    at: caller.at ? momentOf(caller.at).toISOString() : null,
    language: caller.language,
    caller_number: caller.number,
    customer: customer && { ...customer, company: "", note: "", number: caller.number },
    keys: caller.keys,
    services: Object.fromEntries(
      Object.entries(caller.services).map(([step, { kind, values }]) => [
        step,
        {
          status: STATUS[kind],
          problem: kind === "timeout" ? "timeout" : "",
          values:
            kind === "ok" ? Object.fromEntries(Object.entries(values).map(([name, text]) => [name, value(text)])) : {},
        },
      ]),
    ),
    exits: Object.fromEntries(Object.entries(caller.exits).filter(([, exit]) => exit !== "")),
    ...caller.rest,
  };
}

/** Back from a test case. */
export function callerOf(scenario: Scenario): Caller {
  const { customer } = scenario;
  return {
    language: scenario.language ?? "en",
    at: scenario.at ? localInput(new Date(scenario.at)) : "",
    number: scenario.caller_number ?? "",
    customer: customer ? { name: String(customer.name ?? ""), tier: String(customer.tier ?? "") } : null,
    keys: [...(scenario.keys ?? [])],
    services: Object.fromEntries(
      Object.entries(scenario.services ?? {}).map(([step, service]) => [
        step,
        {
          kind: kindOf(service.status ?? 200),
          values: Object.fromEntries(
            Object.entries(service.values ?? {}).map(([name, found]) => [name, String(found)]),
          ),
        },
      ]),
    ),
    exits: { ...scenario.exits },
    rest: { dialed_number: scenario.dialed_number, refused: scenario.refused, queues: scenario.queues ?? {} },
  };
}

/** Typed text as the value a service would give: numbers and truth are what they look like. */
function value(text: string): string | number | boolean {
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(text) && !/^0\d/.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}

function kindOf(status: number): ServiceKind {
  if (status === 0) return "timeout";
  if (status < 400) return "ok";
  return status < 500 ? "refused" : "failed";
}

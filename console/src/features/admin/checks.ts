/** What can be said about a form before the server is asked, in the server's codes. */

import type { Values } from "./admin-api";
import type { Faults } from "./draft";

const ID = /^[a-z0-9_-]{1,64}$/;
const NUMBER = /^\+?[0-9*#]{2,32}$/;
const PREFIX = /^\+?[0-9]{1,15}$/;

type Bounds = Record<string, readonly [number, number]>;

const QUEUE_BOUNDS: Bounds = {
  priority: [-86_400, 86_400],
  weight: [0.01, 100],
  sticky: [0, 86_400],
  ring_timeout: [5, 300],
  wrap_up: [0, 3600],
  service_level: [1, 3600],
  service_level_target: [0, 1],
  short_abandon: [0, 300],
  redial_window: [0, 3600],
  "retry.declined": [0, 3600],
  "retry.busy": [0, 3600],
  "retry.no_answer": [0, 3600],
  "overflow.maximum_length": [0, 10_000],
  "overflow.maximum_wait": [1, 86_400],
  "announcements.first": [0, 3600],
  "announcements.every": [10, 3600],
  "callback.attempts": [1, 10],
  "callback.gap": [60, 86_400],
  "callback.expires": [300, 1_209_600],
  "callback.ring_timeout": [5, 300],
};

export function checkQueue(queue: Values["queues"]): Faults {
  const faults: Faults = {
    ...checkId(queue.id, "id"),
    ...needed(queue.name, "name"),
    ...bounds(queue, QUEUE_BOUNDS),
  };
  for (const [tier, seconds] of Object.entries(queue.tier_priority)) {
    if (!ID.test(tier)) faults.tier_priority = "pattern";
    Object.assign(faults, bounds({ tier_priority: { [tier]: seconds } }, { [`tier_priority.${tier}`]: [0, 86_400] }));
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(queue.music)) faults.music = queue.music === "" ? "missing" : "pattern";
  if (queue.caller_id !== "" && !/^\+?[0-9]{2,32}$/.test(queue.caller_id)) faults.caller_id = "pattern";
  queue.requirements.forEach((step, at) => {
    const before = queue.requirements[at - 1];
    if (before && step.after <= before.after) faults[`requirements.${at}.after`] = "order";
    const allowed = new Map(before?.needs.map((need) => [need.skill, need.level]));
    step.needs.forEach((need, place) => {
      const here = `requirements.${at}.needs.${place}`;
      if (need.skill === "") faults[`${here}.skill`] = "missing";
      else if (step.needs.findIndex(({ skill }) => skill === need.skill) < place) faults[`${here}.skill`] = "duplicate";
      else if (before && need.level > (allowed.get(need.skill) ?? -1)) faults[`${here}.level`] = "narrows";
      if (need.level < 0 || need.level > 100) faults[`${here}.level`] = need.level < 0 ? "too_low:0" : "too_high:100";
    });
  });
  for (const place of ["on_full", "on_long_wait", "on_nobody", "on_closed"] as const) {
    Object.assign(faults, checkExit(queue.overflow[place], `overflow.${place}`));
  }
  for (const [key, exit] of Object.entries(queue.keys)) Object.assign(faults, checkExit(exit, `keys.${key}`));
  return faults;
}

export type Exit = Values["queues"]["overflow"]["on_full"];

function checkExit(exit: Exit, place: string): Faults {
  if (exit.type === "queue" && exit.queue_id === "") return { [`${place}.queue_id`]: "missing" };
  if (exit.type === "agent" && exit.agent_id === "") return { [`${place}.agent_id`]: "missing" };
  if (exit.type === "number" && !NUMBER.test(exit.number)) {
    return { [`${place}.number`]: exit.number === "" ? "missing" : "pattern" };
  }
  return {};
}

export function checkPerson(person: Values["people"]): Faults {
  const faults: Faults = { ...needed(person.login, "login"), ...needed(person.name, "name") };
  if (/\s/.test(person.login)) faults.login = "pattern";
  if (person.login.length > 64) faults.login = "too_long:64";
  if (person.role === "agent" && person.number === "") faults.number = "needs_number";
  if (person.role !== "agent" && person.number !== "") faults.number = "number_not_allowed";
  if (person.number !== "" && !/^[0-9]{1,16}$/.test(person.number)) faults.number = "pattern";
  for (const [skill, level] of Object.entries(person.skills)) {
    if (level < 0 || level > 100) faults[`skills.${skill}`] = level < 0 ? "too_low:0" : "too_high:100";
  }
  return faults;
}

export function checkGroup(group: Values["teams"]): Faults {
  return { ...checkId(group.id, "id"), ...needed(group.name, "name") };
}

export function checkChoice(choice: Values["reasons"]): Faults {
  const faults: Faults = checkId(choice.code, "code");
  for (const [language, label] of Object.entries(choice.labels)) {
    if (label.length > 80) faults[`labels.${language}`] = "too_long:80";
  }
  if (choice.category.length > 64) faults.category = "too_long:64";
  return faults;
}

export function checkNumber(number: Values["numbers"]): Faults {
  const faults: Faults = { ...needed(number.dialed_number, "dialed_number"), ...needed(number.flow_id, "flow_id") };
  if (number.dialed_number !== "" && !/^(\*|\+?[0-9]{1,31})$/.test(number.dialed_number)) {
    faults.dialed_number = "pattern";
  }
  if (number.name.length > 120) faults.name = "too_long:120";
  return faults;
}

export function checkOutgoing(rules: Values["outgoing"]): Faults {
  const faults: Faults = bounds(rules, { daily_calls: [0, 10_000], ring_timeout: [5, 300] });
  if (!/^[A-Za-z0-9_-]{0,64}$/.test(rules.trunk)) faults.trunk = "pattern";
  if (rules.prefixes.some((prefix) => !PREFIX.test(prefix))) faults.prefixes = "pattern";
  if (rules.caller_ids.some((number) => !NUMBER.test(number))) faults.caller_ids = "pattern";
  if (rules.do_not_call.some((number) => !NUMBER.test(number))) faults.do_not_call = "pattern";
  return faults;
}

function needed(text: string, place: string): Faults {
  if (text.trim() === "") return { [place]: "missing" };
  return text.length > 120 ? { [place]: "too_long:120" } : {};
}

function checkId(id: string, place: string): Faults {
  if (id === "") return { [place]: "missing" };
  return ID.test(id) ? {} : { [place]: "id_pattern" };
}

function bounds(value: object, limits: Bounds): Faults {
  const faults: Faults = {};
  for (const [place, [least, most]] of Object.entries(limits)) {
    const found = place
      .split(".")
      .reduce<unknown>((inner, part) => (inner as Record<string, unknown> | null)?.[part], value);
    if (found === null || found === undefined) continue;
    if (typeof found !== "number" || Number.isNaN(found)) faults[place] = "not_a_number";
    else if (found < least) faults[place] = `too_low:${least}`;
    else if (found > most) faults[place] = `too_high:${most}`;
  }
  return faults;
}

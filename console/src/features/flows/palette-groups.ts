/** The types of steps, sorted by what they are for. A type that is new to us stands with the controls. */

import { catalog } from "./catalog";

const GROUPS = {
  talk: ["play", "menu", "collect_digits", "language", "read_out", "survey", "record", "fax"],
  decide: ["branch", "hours", "look_up", "http", "set"],
  hand: ["queue", "agent", "outside", "callback", "voicemail", "send_message"],
  control: ["sub_flow", "return", "goto", "wait", "tag", "hang_up"],
} as const;

export interface PaletteGroup {
  name: keyof typeof GROUPS;
  types: string[];
}

export function paletteGroups(): PaletteGroup[] {
  const sorted = new Set<string>(Object.values(GROUPS).flat());
  const strangers = [...catalog.keys()].filter((type) => !sorted.has(type));
  return (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((name) => ({
    name,
    types: [...GROUPS[name].filter((type) => catalog.has(type)), ...(name === "control" ? strangers : [])],
  }));
}

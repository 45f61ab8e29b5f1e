/** The pages and actions that a person may reach, by the words they are found with. Pure. */

import { typedNumber } from "@/components/destinations";
import type { Person } from "../session";

export interface Place {
  readonly key: string;
  readonly label: string;
  /** Where it stands, as for a page of the administration. */
  readonly within?: string;
  readonly path?: string;
  readonly act?: () => void;
}

/** Which pages there are for whom; agents are people with a number, whatever their role. */
export function pagesOf({ role, agent_number }: Pick<Person, "role" | "agent_number">): string[] {
  const admin = ["people", "queues", "skills", "teams", "reasons", "dispositions", "numbers", "hours", "outgoing"];
  return [
    ...(agent_number === "" ? [] : ["/", "/day"]),
    "/interactions",
    "/cases",
    "/knowledge",
    "/board",
    ...(role === "agent" ? [] : ["/flows", "/prompts", "/prompts/speech", ...admin.map((page) => `/admin/${page}`)]),
    ...(role === "admin" ? ["/admin/audit"] : []),
  ];
}

/** Those whose words, or whose address, hold everything that was typed. */
export function foundPlaces(places: readonly Place[], typed: string): Place[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return places.filter(({ label, within = "", path = "", key }) => {
    const text = fold(`${label} ${within} ${path} ${key}`);
    return words.every((word) => text.includes(word));
  });
}

/** Whether the server is worth asking: two signs, or one that is a word by itself, as in Chinese. */
export function isSearchable(typed: string): boolean {
  const text = typed.trim();
  return text.length > 1 || /[^\p{ASCII}]/u.test(text);
}

/** The list of contacts of a number that was typed, or empty. */
export function contactsPath(typed: string): string {
  const number = typedNumber(typed);
  return number === "" ? "" : `/interactions?caller=${encodeURIComponent(number)}`;
}

function fold(text: string): string {
  return text.trim().toLocaleLowerCase().normalize("NFKC");
}

/** The filters of the list live in the address, so that a view can be kept and shared. */

import { useUrlFilters } from "@/components/url-filters";
import { dayStart } from "@/components/zone";

export const filterNames = ["since", "until", "caller", "agent", "queue", "direction", "outcome"] as const;
/** These come with a link: a customer, or a way through a flow from the flow's figures. */
export const linkNames = ["customer", "flow", "revision", "step", "exit"] as const;
export type FilterName = (typeof filterNames)[number] | (typeof linkNames)[number];
export type Filters = Record<(typeof filterNames)[number], string> &
  Partial<Record<(typeof linkNames)[number], string>>;

const names = [...filterNames, ...linkNames];

export const directions = ["inbound", "outbound", "callback", "internal"] as const;

export const PAGE_SIZE = 50;

export function useFilters() {
  return useUrlFilters<FilterName>(names);
}

/** The filters as the server wants them: whole days in the site's zone as moments, numbers without spaces. */
export function queryOf(filters: Filters, cursor: string) {
  return {
    since: dayStart(filters.since, 0),
    until: dayStart(filters.until, 1),
    caller: filters.caller.replaceAll(/[\s()-]/g, "") || undefined,
    agent: filters.agent || undefined,
    queue: filters.queue || undefined,
    direction: directions.find((direction) => direction === filters.direction),
    outcome: filters.outcome || undefined,
    customer: filters.customer || undefined,
    flow: filters.flow || undefined,
    revision: /^[1-9]\d{0,8}$/.test(filters.revision ?? "") ? Number(filters.revision) : undefined,
    step: filters.step || undefined,
    exit: filters.exit || undefined,
    cursor: cursor || undefined,
    limit: PAGE_SIZE,
  };
}

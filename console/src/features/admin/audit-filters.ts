/** What is looked for in the audit: it stands in the address, so that a view can be kept and shared. */

import { useCallback } from "react";
import { useCodeWords } from "@/components/admin-words";
import { useUrlFilters } from "@/components/url-filters";
import { dayStart } from "@/components/zone";

export const auditFilterNames = ["kind", "what", "actor", "subject", "since", "until"] as const;
export type AuditFilterName = (typeof auditFilterNames)[number];
export type AuditFilters = Record<AuditFilterName, string>;
export type SetFilter = (name: AuditFilterName, value: string) => void;

/** Deeds that touch no document. */
export const plainDeeds = [
  "signed_in",
  "signed_out",
  "sign_in_failed",
  "password_changed",
  "user_added",
  "user_disabled",
  "role_agent",
  "role_supervisor",
  "role_admin",
  "change_restored",
  "recording_heard",
  "fax_opened",
  "recording_refused",
  "recording_not_found",
  "interaction_refused",
  "spells_refused",
  "work_promised",
  "work_claimed",
  "work_released",
  "work_closed",
  "work_reopened",
  "case_created",
  "case_changed",
  "case_commented",
  "case_moved",
  "case_linked",
  "case_unlinked",
  "article_added",
  "article_changed",
  "article_submitted",
  "article_sent_back",
  "article_published",
  "article_draft_discarded",
  "article_archived",
  "article_reopened",
  "article_restored",
  "article_judged",
  "article_gap_dismissed",
  "calendar_saved",
  "calendar_deleted",
  "flow_draft_saved",
  "flow_draft_discarded",
  "flow_published",
  "flow_restored",
  "flow_deleted",
  "flow_tests_overridden",
  "flow_case_saved",
  "flow_case_accepted",
  "flow_case_deleted",
] as const;

export const auditKinds = [
  "people",
  "queues",
  "skills",
  "teams",
  "reasons",
  "dispositions",
  "numbers",
  "outgoing",
] as const;

const verbs = ["added", "changed", "removed", "edited", "imported"] as const;

/** Everything that is noted about a kind of thing; about all of them, without one. */
export function deedsOf(kind: string): string[] {
  const kinds = kind === "" ? auditKinds : auditKinds.filter((known) => known === kind);
  const changes = kinds.flatMap((one) => verbs.map((verb) => `${one}.${verb}`));
  return kind === "" ? [...plainDeeds, ...changes] : changes;
}

export function useAuditFilters() {
  return useUrlFilters(auditFilterNames, oneKind);
}

/** A deed belongs to one kind: another kind ends that wish. */
function oneKind(next: URLSearchParams, name: AuditFilterName, value: string): void {
  if (name === "kind" && !deedsOf(value).includes(next.get("what") ?? "")) next.delete("what");
}

/** The filters as the server wants them: whole days in the site's zone as moments. */
export function auditQuery({ since, until, ...rest }: AuditFilters) {
  return { ...rest, since: dayStart(since, 0), until: dayStart(until, 1) };
}

/** `queues.changed` and `signed_in` in words. */
export function useWhatText(): (what: string) => string {
  const word = useCodeWords();
  return useCallback(
    (what) => {
      const [kind = "", verb] = what.split(".");
      return verb === undefined ? word("what", what) : `${word("kindMany", kind)}: ${word("verb", verb)}`;
    },
    [word],
  );
}

/** Words for the codes that the server sends; a code that is new to us is shown as it is. */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, type Refusal } from "@/api/client";
import type { MeItem, TimelineEntry } from "@/api/generated/frames";
import type en from "@/locales/en.json";
import { stepName } from "./format";

type CodeGroup = "reason" | "disposition" | "tier" | "outcome" | "moment" | "error";
type Words<Group extends CodeGroup> = keyof (typeof en)[Group] & string;

export type StateName = MeItem["state"];

/** `label("reason", "lunch")` in the reader's language: as administrators have named it, else in our own words. */
export function useLabel(): (group: CodeGroup, code: string) => string {
  const { t, i18n } = useTranslation();
  const { data: options } = useDeskOptions();
  return useCallback(
    (group, code) => {
      const named =
        (group === "reason" && options?.reason_choices) || (group === "disposition" && options?.disposition_choices);
      const labels = (named || []).find((choice) => choice.code === code)?.labels ?? {};
      const label = labels[i18n.language] ?? Object.values(labels)[0];
      if (label) return label;
      const key = `${group}.${code}` as `${typeof group}.${Words<typeof group>}`;
      return i18n.exists(key) ? String(t(key as "reason.break")) : code;
    },
    [t, i18n, options],
  );
}

/** What agents pick from; read anew now and then, because administrators may change it at any time. */
export function useDeskOptions() {
  return api.useQuery("get", "/api/v1/desk/options", {}, { staleTime: 10_000 });
}

/** `english 50` as a person writes it: the skill by its name, and the level that is needed. */
export function useSkillNeed(): (need: string) => string {
  const { data: options } = useDeskOptions();
  return useCallback(
    (need) => {
      const at = need.lastIndexOf(" ");
      const [skill, level] = at < 0 ? [need, ""] : [need.slice(0, at), need.slice(at + 1)];
      const name = options?.skills?.[skill] ?? skill;
      return level === "" ? name : `${name} ≥ ${level}`;
    },
    [options],
  );
}

/** What to tell a person about a refusal: our own words if we know the code, else the server's. */
export function useProblemText(): (refusal: Refusal) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    ({ code, message }) =>
      i18n.exists(`error.${code}`) ? t(`error.${code as Words<"error">}`) : message || t("error.unexpected"),
    [t, i18n],
  );
}

/** The state that follows the call in hand, in words; empty if nothing was asked for. */
export function useNextState(): (next: string) => string {
  const { t } = useTranslation();
  const label = useLabel();
  return useCallback(
    (next) => {
      if (next === "") return "";
      const [state = "", reason = ""] = next.split(":");
      if (reason !== "") return label("reason", reason);
      return t(`state.${state as StateName}`);
    },
    [t, label],
  );
}

/** `not_ready:lunch` in words: the state, and its reason if it has one. */
export function useStateText(): (code: string) => string {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  return useCallback(
    (code) => {
      const [state = "", reason = ""] = code.split(":");
      const name = i18n.exists(`state.${state}`) ? t(`state.${state as StateName}`) : state;
      return reason === "" ? name : `${name} · ${label("reason", reason)}`;
    },
    [t, i18n, label],
  );
}

/** A line of a call's story in words. */
export function useMomentText(
  queueName: (id: string) => string,
  agentName: (number: string) => string,
): (entry: TimelineEntry) => string {
  const { t, i18n } = useTranslation();
  const stateText = useStateText();
  return useCallback(
    ({ what, detail = "", queue = "", agent = "" }) => {
      const values = {
        what,
        detail: what === "step" ? stepName(detail) : what === "agent_state" ? stateText(detail) : detail,
        queue: queue === "" ? t("moment.someQueue") : queueName(queue),
        // callers are told the number, not the name
        agent: agent === "" ? t("moment.someAgent") : what === "announced" ? agent : agentName(agent),
      };
      if (!i18n.exists(`moment.${what}`)) return t("moment.other", values);
      return t(`moment.${what as Words<"moment">}`, values);
    },
    [t, i18n, queueName, agentName, stateText],
  );
}

/** Cases as the server has them, and what people do with them. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, http, type Schemas } from "@/api/client";
import { useRun } from "@/components/failures";

export type CaseLine = Schemas["CaseLine"];
export type CaseDetail = Schemas["CaseDetail"];
export type CaseStep = Schemas["CaseMove"]["step"];
export type CaseDraft = Schemas["CaseDraft"];
/** Whose a new case is, and the contact that it came from. */
export type CaseOrigin = Partial<Pick<CaseDraft, "customer_id" | "number" | "interaction_id">>;
export type CaseChange = Schemas["CaseChange"];

const LIST = "/api/v1/cases";
const ONE = "/api/v1/cases/{case_id}";

export const kinds = ["complaint", "request", "question", "fault"] as const;
export const priorities = ["urgent", "high", "normal", "low"] as const;
export const states = ["reported", "handling", "to_check", "checked", "passed", "closed"] as const;

/** Whose open cases: a known customer's, a number's, or those of one contact. */
export type CasesOf = { customer: string } | { number: string } | { interaction: string; state: "all" };

/** The first few, oldest promise first. */
export function useCasesOf(of: CasesOf) {
  return api.useQuery("get", LIST, { params: { query: { ...of, limit: 20 } } });
}

export function useCase(id: string) {
  return api.useQuery("get", ONE, { params: { path: { case_id: id } } });
}

type Answer = Promise<{ data?: CaseDetail }>;

/** Runs a command that answers a case, and looks at all lists again, whatever came of it: somebody else may have been faster. */
export function useCaseCommand(): (command: () => Answer) => Promise<CaseDetail | null> {
  const run = useRun();
  const queries = useQueryClient();
  return useCallback(
    async (command) => {
      let answer: CaseDetail | null = null;
      await run(async () => {
        answer = (await command()).data ?? null;
      });
      await Promise.all([LIST, ONE].map((path) => queries.invalidateQueries({ queryKey: ["get", path] })));
      return answer;
    },
    [run, queries],
  );
}

export const makeCase = (body: CaseDraft): Answer => http.POST(LIST, { body });

export const changeCase = (case_id: string, body: CaseChange): Answer =>
  http.PUT(ONE, { params: { path: { case_id } }, body });

export const takeStep = ({ row }: CaseDetail, step: CaseStep): Answer =>
  http.POST("/api/v1/cases/{case_id}/steps", {
    params: { path: { case_id: row.id } },
    body: { version: row.version, step },
  });

export const commentOn = (case_id: string, text: string): Answer =>
  http.POST("/api/v1/cases/{case_id}/comments", { params: { path: { case_id } }, body: { text } });

export const linkCase = (case_id: string, interaction_id: string): Answer =>
  http.PUT("/api/v1/cases/{case_id}/contacts/{interaction_id}", { params: { path: { case_id, interaction_id } } });

export const unlinkCase = (case_id: string, interaction_id: string): Answer =>
  http.DELETE("/api/v1/cases/{case_id}/contacts/{interaction_id}", { params: { path: { case_id, interaction_id } } });

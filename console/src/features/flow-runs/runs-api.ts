/** Simulated calls, test cases and figures on the server. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Schemas } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";

export type Case = Schemas["CaseItem"];
export type Replayed = Schemas["ReplayedItem"];
type Scenario = Schemas["ScenarioItem"];

const plain = (document: FlowDocument) => document as unknown as Record<string, never>;
const casesKey = (flowId: string) => ["flow-cases", flowId];

export async function walk(document: FlowDocument, scenario: Scenario): Promise<Schemas["RunItem"]> {
  const { data } = await http.POST("/api/v1/flows/simulate", { body: { document: plain(document), scenario } });
  if (!data) throw new Error("no walk");
  return data;
}

export function useCases(flow_id: string) {
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: casesKey(flow_id),
    queryFn: async () =>
      (await http.GET("/api/v1/flows/{flow_id}/cases", { params: { path: { flow_id } } })).data ?? [],
  });
  return { cases: data ?? [], error, reload: () => queries.invalidateQueries({ queryKey: casesKey(flow_id) }) };
}

export async function saveCase(flow_id: string, name: string, document: FlowDocument, scenario: Scenario) {
  await http.POST("/api/v1/flows/{flow_id}/cases", {
    params: { path: { flow_id } },
    body: { name, document: plain(document), scenario },
  });
}

export async function replayCases(flow_id: string, document: FlowDocument): Promise<Replayed[]> {
  const { data } = await http.POST("/api/v1/flows/{flow_id}/cases/replay", {
    params: { path: { flow_id } },
    body: { document: plain(document) },
  });
  return data ?? [];
}

export async function renameCase(flow_id: string, case_id: string, name: string) {
  await http.PUT("/api/v1/flows/{flow_id}/cases/{case_id}", { params: { path: { flow_id, case_id } }, body: { name } });
}

export async function acceptWalk(flow_id: string, case_id: string, document: FlowDocument) {
  await http.POST("/api/v1/flows/{flow_id}/cases/{case_id}/accept", {
    params: { path: { flow_id, case_id } },
    body: { document: plain(document) },
  });
}

export async function deleteCase(flow_id: string, case_id: string) {
  await http.DELETE("/api/v1/flows/{flow_id}/cases/{case_id}", { params: { path: { flow_id, case_id } } });
}

/** What happened in a flow during the last days; the period ends at the moment of asking. */
export function useFlowStatistics(flow_id: string, revision: number | null, days: number) {
  return useQuery({
    queryKey: ["flow-statistics", flow_id, revision, days],
    queryFn: async () => {
      const since = new Date(Date.now() - days * 86_400_000).toISOString();
      const { data } = await http.GET("/api/v1/flows/{flow_id}/statistics", {
        params: { path: { flow_id }, query: { since, revision } },
      });
      if (!data) throw new Error("no figures");
      return data;
    },
  });
}

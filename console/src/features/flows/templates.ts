/** Flows to begin from. */

import { useQuery } from "@tanstack/react-query";
import { http } from "@/api/client";
import { type FlowDocument, readDocument } from "@/components/flows/document";

export interface Template {
  id: string;
  name: Record<string, string>;
  about: Record<string, string>;
  document: FlowDocument;
}

export function useTemplates(enabled: boolean): Template[] {
  const { data } = useQuery({
    queryKey: ["flow-templates"],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { data: found } = await http.GET("/api/v1/flows/templates");
      return (found ?? []).map((one) => ({ ...one, document: readDocument(one.document) }));
    },
  });
  return data ?? [];
}

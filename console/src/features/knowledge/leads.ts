/** Who decides about articles. */

import { api } from "@/api/client";

export function useLeads(): boolean {
  const { data: me } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  return me !== undefined && me.role !== "agent";
}

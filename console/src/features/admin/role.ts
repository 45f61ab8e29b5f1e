import { api } from "@/api/client";

function useRole() {
  const { data } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  return data?.role;
}

/** Administrators change everything; supervisors look. */
export function useMayChange(): boolean {
  return useRole() === "admin";
}

export function useMyId(): string {
  const { data } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  return data?.user_id ?? "";
}

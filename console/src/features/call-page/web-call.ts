/** One call of a visitor. */

import { http } from "@/api/client";
import { usePageCall } from "@/softphone/page-call";

export function useWebCall() {
  const call = usePageCall();
  const open = async (dialed_number: string) =>
    (await http.POST("/api/v1/web-calls", { body: { dialed_number } })).data;
  return { ...call, dial: (dialedNumber: string) => call.dial(() => open(dialedNumber)) };
}

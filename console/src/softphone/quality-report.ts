/** Sends how a call was heard to the server. A report that is lost costs nothing. */

import { http } from "@/api/client";
import type { Quality } from "./quality";

export function sendQuality(callId: string, { loss, jitter, roundTrip, mos }: Quality): void {
  const body = { packet_loss: loss, jitter_ms: jitter, round_trip_ms: roundTrip, mos };
  http
    .POST("/api/v1/desk/calls/{call_id}/quality", { params: { path: { call_id: callId } }, body, keepalive: true })
    .catch(() => undefined); // The server takes it for some seconds after the end.
}

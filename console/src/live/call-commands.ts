/** What an agent asks for about a call beyond the plain commands: handing on, consulting, conferences, dialing. */

import { http, type Schemas } from "@/api/client";

export type Destination = Schemas["TransferOrder"]["to"];
export type Partner = Schemas["PartyOrder"]["to"];
export type Dialed = Schemas["DialOrder"]["to"];
export type ConsultStep = "swap" | "merge" | "complete" | "cancel";

const path = (call_id: string) => ({ params: { path: { call_id } } });
const party = (call_id: string, party_id: number) => ({ params: { path: { call_id, party_id } } });

export async function transfer(callId: string, to: Destination): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/transfer", { ...path(callId), body: { to } });
}

export async function consult(callId: string, to: Partner): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/consult", { ...path(callId), body: { to } });
}

export async function goOn(callId: string, step: ConsultStep): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/consult/{act}", { params: { path: { call_id: callId, act: step } } });
}

export async function takeBack(callId: string): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/take-back", path(callId));
}

export async function addParty(callId: string, to: Partner): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/parties", { ...path(callId), body: { to } });
}

export async function dropParty(callId: string, partyId: number): Promise<void> {
  await http.DELETE("/api/v1/desk/calls/{call_id}/parties/{party_id}", party(callId, partyId));
}

export async function muteParty(callId: string, partyId: number, muted: boolean): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/parties/{party_id}/mute", {
    ...party(callId, partyId),
    body: { muted },
  });
}

/** What is said meanwhile is not kept. */
export async function pauseRecording(callId: string, paused: boolean): Promise<void> {
  await http.POST("/api/v1/desk/calls/{call_id}/recording", { ...path(callId), body: { paused } });
}

/** Rings this agent's phone, then the other side. An empty caller id means the usual one. */
export async function dial(to: Dialed, callerId = ""): Promise<void> {
  await http.POST("/api/v1/desk/dial", { body: { to, caller_id: callerId } });
}

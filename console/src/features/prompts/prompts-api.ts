/** The prompt library and speech, as the server has them. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, http, Refusal, type Schemas } from "@/api/client";
import { type Language, soundOf } from "@/components/prompt-library";

export type Content = Schemas["ContentItem"];
export type Choice = Schemas["ChoiceItem"];

export function useVersions(id: string) {
  return api.useQuery("get", "/api/v1/prompts/{prompt_id}/versions", { params: { path: { prompt_id: id } } });
}

/** Everything that a change of a prompt shows in is read again. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    await client.invalidateQueries({
      predicate: ({ queryKey }) =>
        typeof queryKey[1] === "string" && /^\/api\/v1\/(prompts|prompt-words|speech)/.test(queryKey[1]),
    });
  }, [client]);
}

export async function removePrompt(id: string): Promise<void> {
  await http.DELETE("/api/v1/prompts/{prompt_id}", { params: { path: { prompt_id: id } } });
}

export async function restoreVersion(id: string, version: number): Promise<void> {
  const path = { prompt_id: id, version };
  await http.POST("/api/v1/prompts/{prompt_id}/versions/{version}/restore", { params: { path } });
}

interface Upload {
  id: string;
  language: Language;
  version: number;
  sound: Blob;
  fileName: string;
  source: "upload" | "browser";
  /** 0 to 1; 1 means that the server has it all and works on it. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

/** Sends a sound. Not `fetch`, which does not tell how much has been sent. */
export function sendSound({ id, language, version, sound, fileName, source, progress, signal }: Upload): Promise<void> {
  const query = new URLSearchParams({ version: String(version), file_name: fileName.slice(0, 200), source });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${soundOf(id, language)}?${query}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => progress(1);
    request.onload = () => (request.status < 300 ? resolve() : reject(refusalIn(request)));
    request.onerror = () => reject(new Refusal("unreachable", "The server cannot be reached."));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(sound);
  });
}

/** A line on which a prompt is recorded; what is said around it is in this language. */
export async function callToRecord(language: Language): Promise<Schemas["TrialLine"] | undefined> {
  const { data } = await http.POST("/api/v1/prompts/phone-recordings", { body: { language } });
  return data;
}

export function phoneSoundOf(trial: string): string {
  return `/api/v1/prompts/phone-recordings/${encodeURIComponent(trial)}/sound`;
}

export async function keepPhoneRecording(id: string, language: Language, version: number, trial: string) {
  await http.POST("/api/v1/prompts/{prompt_id}/contents/{language}/phone-recording", {
    params: { path: { prompt_id: id, language } },
    body: { trial, version },
  });
}

function refusalIn(request: XMLHttpRequest): Refusal {
  try {
    const body = JSON.parse(request.responseText) as { code: string; message: string; faults?: Record<string, string> };
    return new Refusal(body.code, body.message, request.status, {}, null, { faults: body.faults ?? {} });
  } catch {
    return new Refusal("unexpected", request.statusText, request.status);
  }
}

/** The text as callers would hear it. */
export async function spoken(text: string, language: Language, by?: Choice): Promise<Blob> {
  const { data } = await http.POST("/api/v1/speech/preview", {
    body: { text, language, ...(by ? { by } : {}) },
    parseAs: "blob",
  });
  return data as unknown as Blob;
}

export function useSpeech() {
  return api.useQuery("get", "/api/v1/speech", {});
}

export function usePronunciations(language: Language) {
  return api.useQuery("get", "/api/v1/speech/pronunciations", { params: { query: { language } } });
}

export function useWarmUp() {
  return api.useQuery(
    "get",
    "/api/v1/speech/warm-up",
    {},
    {
      refetchInterval: (query) => (query.state.data?.running ? 700 : 5_000),
    },
  );
}

export async function chooseVoice(language: Language, choice: Choice): Promise<void> {
  await http.PUT("/api/v1/speech/languages/{language}", { params: { path: { language } }, body: choice });
}

export async function pronounce(item: Schemas["PronunciationItem"]): Promise<void> {
  await http.PUT("/api/v1/speech/pronunciations", { body: item });
}

export async function forgetWord(language: Language, word: string): Promise<void> {
  await http.DELETE("/api/v1/speech/pronunciations", { params: { query: { language, word } } });
}

export function useMayChange(): boolean {
  const { data } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  return data?.role === "admin";
}

/** The notes of one call: saved shortly after the last key, kept over a reload until the server has them. */

import { useCallback, useEffect, useRef, useState } from "react";
import { saveNotes } from "@/live/commands";

const PAUSE_MS = 700;
const RETRY_MS = 3_000;

export type Saved = "saved" | "unsaved" | "saving" | "failed";

/** A draft lives in this tab's storage only as long as the server does not have it. */
const draftKey = (callId: string) => `ringdesk.notes.${callId}`;

export function useNotes(callId: string, fromServer: string) {
  const [draft, setDraft] = useState<string | null>(() => sessionStorage.getItem(draftKey(callId)));
  const [saved, setSaved] = useState<Saved>(draft === null ? "saved" : "unsaved");
  const latest = useRef<string | null>(draft);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const sending = useRef(false);

  const send = useCallback(async () => {
    clearTimeout(timer.current);
    const text = latest.current;
    if (text === null || sending.current) return;
    sending.current = true;
    setSaved("saving");
    try {
      await saveNotes(callId, text);
      sending.current = false;
      if (latest.current === text) {
        sessionStorage.removeItem(draftKey(callId));
        setSaved("saved");
      } else void send();
    } catch {
      sending.current = false;
      setSaved("failed");
      timer.current = setTimeout(() => void send(), RETRY_MS);
    }
  }, [callId]);

  const write = useCallback(
    (text: string) => {
      latest.current = text;
      setDraft(text);
      setSaved("unsaved");
      sessionStorage.setItem(draftKey(callId), text);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void send(), PAUSE_MS);
    },
    [callId, send],
  );

  const flush = useCallback(() => {
    if (sessionStorage.getItem(draftKey(callId)) !== null) void send();
  }, [callId, send]);

  useEffect(() => {
    flush(); // A draft that a reload left behind.
    const leave = () => {
      const text = sessionStorage.getItem(draftKey(callId));
      if (text !== null) void saveNotes(callId, text, true).catch(() => undefined); // The draft is kept for the next page.
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      flush();
      clearTimeout(timer.current);
    };
  }, [callId, flush]);

  return { text: draft ?? fromServer, saved, write, flush };
}

/** A draft's texts are spoken before it is published, so that no caller waits for a voice. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { Schemas } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import { speakAhead } from "./flow-api";

export type SpokenAhead = Schemas["SpokenAheadItem"];

const EVERY_MS = 400;

interface Speaking {
  /** Null until it is known, and when it cannot be known: publishing does not depend on it. */
  ahead: SpokenAhead | null;
  /** Speak anew what had no sound. */
  again: () => void;
}

/** Has the document spoken as soon as there is one, and tells how far that has come. */
export function useSpokenAhead(document: FlowDocument | null): Speaking {
  const [ahead, setAhead] = useState<SpokenAhead | null>(null);
  const round = useRef(0);
  const speak = useCallback(async (wanted: FlowDocument) => {
    round.current += 1;
    const mine = round.current;
    try {
      for (let begin = true; ; begin = false) {
        const now = await speakAhead(wanted, begin);
        if (mine !== round.current) return;
        setAhead(now);
        if (!now.running) return;
        await new Promise((done) => setTimeout(done, EVERY_MS));
        if (mine !== round.current) return;
      }
    } catch {
      if (mine === round.current) setAhead(null);
    }
  }, []);
  useEffect(() => {
    if (document) void speak(document);
    return () => {
      round.current += 1;
    };
  }, [document, speak]);
  return { ahead, again: () => document && void speak(document) };
}

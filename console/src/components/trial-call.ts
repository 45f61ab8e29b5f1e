/** A call from this page into a trial: the telephone, and what the server sees of the call. */

import { useEffect, useRef, useState } from "react";
import type { TrialItem } from "@/api/generated/frames";
import { useTrial } from "@/live/live";
import { type PageCall, usePageCall } from "@/softphone/page-call";

interface TrialCall {
  call: PageCall;
  /** What the server called it when it was begun. */
  trial: string | null;
  begin: (trial: string | null) => void;
  /** Null before and after the call. */
  item: TrialItem | null;
}

export function useTrialCall(): TrialCall {
  const call = usePageCall();
  const [trial, begin] = useState<string | null>(null);
  const item = useTrial(trial);
  const seen = useRef(false);
  const { hangUp } = call;
  useEffect(() => {
    if (item !== null) seen.current = true;
    else if (seen.current) {
      // the telephone's own word of the end is lost when the server was restarted in mid-call
      seen.current = false;
      hangUp();
    }
  }, [item, hangUp]);
  return { call, trial, begin, item };
}

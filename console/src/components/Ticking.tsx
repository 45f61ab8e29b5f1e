/** Times that tick. They are text, never live regions: a screen reader reads them when it is asked to. */

import { useNow } from "@/live/clock";
import { duration } from "./format";

export function Elapsed({ since, className }: { since: string; className?: string }) {
  const now = useNow();
  return (
    <span className={`tabular ${className ?? ""}`} role="timer" aria-live="off">
      {duration(now - Date.parse(since))}
    </span>
  );
}

export function useRemaining(until: string | null): number {
  const now = useNow();
  return until === null ? 0 : Math.max(0, Date.parse(until) - now);
}

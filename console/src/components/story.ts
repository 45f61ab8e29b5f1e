import type { TimelineEntry } from "@/api/generated/frames";

/** What a person is told: a step whose only effect was to enter a queue says nothing that the queue's own line does not. */
export function story(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  return timeline.filter(({ what }, index) => !(what === "step" && timeline[index + 1]?.what === "queued"));
}

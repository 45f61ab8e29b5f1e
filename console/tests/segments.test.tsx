import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { SegmentTable } from "@/features/interactions/SegmentTable";
import { Stage, serve, violations } from "./stage";

const queue: Schemas["SegmentView"] = {
  kind: "queue",
  started_at: "2026-01-01T08:00:00Z",
  ended_at: "2026-01-01T08:00:20Z",
  queue: "support",
  agent_number: "",
  agent_name: "",
  outcome: "answered",
  talk_ms: 0,
  hold_ms: 0,
  recording_id: null,
  quality: null,
};
const agent: Schemas["SegmentView"] = {
  ...queue,
  kind: "agent",
  started_at: "2026-01-01T08:00:20Z",
  agent_number: "8001",
  talk_ms: 30_000,
  quality: { reports: 3, packet_loss: 1.25, jitter_ms: 8.4, round_trip_ms: 42, mos: 3.87, worst_mos: 3.02 },
};

function cells(segments: Schemas["SegmentView"][]): { container: HTMLElement; last: string[] } {
  serve({});
  const { container } = render(
    <Stage>
      <SegmentTable segments={segments} />
    </Stage>,
  );
  return {
    container,
    last: screen.getAllByRole("row").map((row) => row.querySelector(":scope > :last-child")?.textContent ?? ""),
  };
}

test("an agent's part says how it sounded, in a word and in figures", async () => {
  const { container, last } = cells([queue, agent]);
  expect(last).toEqual(["Sound", "", "Fair soundMOS 3.9 · loss 1.3% · jitter 8 ms · round trip 42 msat worst MOS 3.0"]);
  expect(await violations(container)).toEqual([]);
});

test("where nothing was measured there is no such column", () => {
  expect(cells([queue, { ...agent, quality: null }]).last).toEqual(["Hold", "–", "–"]);
});

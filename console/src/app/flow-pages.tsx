/** The pages about flows, put together of features that do not know each other. */

import type { FlowTools } from "@/components/flows/tools";
import { SimulatorPanel } from "@/features/flow-runs/SimulatorPanel";
import { StatisticsPanel } from "@/features/flow-runs/StatisticsPanel";
import { TrialPanel } from "@/features/flow-runs/TrialPanel";
import { FlowPages } from "@/features/flows/FlowPages";

const tools: FlowTools = { Simulator: SimulatorPanel, Statistics: StatisticsPanel, Trial: TrialPanel };

export function Flows() {
  return <FlowPages tools={tools} />;
}

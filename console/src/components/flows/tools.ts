/** What the editor's page is given from outside: running a draft, and figures about live calls. */

import type { ComponentType } from "react";
import type { Schemas } from "@/api/client";
import type { FlowDocument } from "./document";

export interface StepStatistics {
  entries: number;
  /** Callers by the outcome with which they left. */
  exits: Record<string, number>;
  secondsAverage: number | null;
  hangUps: number;
  /** The calls behind the figures. */
  callsHref?: string;
}

export interface FlowStatistics {
  steps: Map<string, StepStatistics>;
  entries: number;
  /** The share of callers who needed no person, 0 to 1. */
  containment: number | null;
}

export interface SimulatorProps {
  flowId: string;
  /** The draft as it stands, saved or not. */
  document: FlowDocument;
  /** The way so far, and where the caller is; `([], null)` clears it. */
  onPath: (visited: string[], current: string | null) => void;
  /** Show a step. */
  onStep: (stepId: string) => void;
}

export interface StatisticsProps {
  flowId: string;
  /** Names the steps. */
  document: FlowDocument;
  /** Newest first. */
  revisions: Schemas["RevisionItem"][];
  /** Null takes the figures off the canvas. */
  onStatistics: (statistics: FlowStatistics | null) => void;
}

export interface TrialProps {
  flowId: string;
  document: FlowDocument;
  /** Saves the draft now; its serial, or null when it could not be saved. */
  save: () => Promise<number | null>;
  onPath: SimulatorProps["onPath"];
  onStep: SimulatorProps["onStep"];
}

/** Each is optional: what is missing has no button. */
export interface FlowTools {
  Simulator?: ComponentType<SimulatorProps>;
  Statistics?: ComponentType<StatisticsProps>;
  Trial?: ComponentType<TrialProps>;
}

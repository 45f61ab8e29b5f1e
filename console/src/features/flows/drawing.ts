/** The document as the canvas draws it: nodes and edges. */

import { type Edge, MarkerType } from "@xyflow/react";
import type { FlowDocument, Position } from "@/components/flows/document";
import type { Editor } from "./editor-context";
import { placed } from "./layout";
import type { NoteNodeType } from "./NoteNode";
import type { StepNodeType } from "./StepNode";
import { noteId } from "./store";

export type FlowNode = StepNodeType | NoteNodeType;

interface Names {
  node: (stepId: string) => string;
  edge: (from: string, outcome: string, to: string) => string;
}

type Shown = Pick<Editor, "byStep" | "path" | "statistics">;

export function nodesOf(
  document: FlowDocument,
  selected: readonly string[],
  shown: Shown,
  names: Names,
  readOnly: boolean,
): FlowNode[] {
  const places = placed(document).canvas ?? {};
  const picked = new Set(selected);
  const { byStep, path, statistics } = shown;
  const seen = new Set<string>();
  const steps = document.steps.flatMap((step): StepNodeType[] => {
    if (seen.has(step.id)) return [];
    seen.add(step.id);
    const faults = byStep.get(step.id) ?? [];
    return [
      {
        id: step.id,
        type: "step",
        position: places[step.id] ?? { x: 0, y: 0 },
        selected: picked.has(step.id),
        ariaLabel: names.node(step.id),
        data: {
          step,
          isStart: document.start === step.id,
          faults: faults.length,
          faulty: faults.map(({ where }) => where),
          walk: path.current === step.id ? "now" : path.visited.includes(step.id) ? "before" : "",
          figures: statistics?.steps.get(step.id),
          readOnly,
        },
      },
    ];
  });
  const notes = (document.comments ?? []).map(
    (note, place): NoteNodeType => ({
      id: noteId(place),
      type: "note",
      position: { x: note.x, y: note.y },
      selected: picked.has(noteId(place)),
      connectable: false,
      ariaLabel: note.text.slice(0, 80) || undefined,
      data: { text: note.text, place },
    }),
  );
  return [...notes, ...steps];
}

export const edgeId = (from: string, outcome: string): string => `${from} ${outcome}`;

export function edgesOf(document: FlowDocument, picked: ReadonlySet<string>, visited: string[], names: Names): Edge[] {
  const there = new Set(document.steps.map(({ id }) => id));
  const walked = new Set(visited.slice(1).map((to, place) => `${visited[place]} ${to}`));
  return document.steps.flatMap((step) =>
    Object.entries(step.next ?? {}).flatMap(([outcome, target]): Edge[] => {
      if (!there.has(target)) return [];
      const id = edgeId(step.id, outcome);
      return [
        {
          id,
          source: step.id,
          sourceHandle: outcome,
          target,
          targetHandle: "in",
          selected: picked.has(id),
          ariaLabel: names.edge(step.id, outcome, target),
          animated: walked.has(`${step.id} ${target}`),
          className: walked.has(`${step.id} ${target}`) ? "walked" : undefined,
          markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
        },
      ];
    }),
  );
}

/** The document after nodes were moved; steps that had no place yet stay where they were shown. */
export function moved(document: FlowDocument, places: Record<string, Position>): FlowDocument {
  const rounded = Object.entries(places).map(([id, { x, y }]): [string, Position] => [
    id,
    { x: Math.round(x), y: Math.round(y) },
  ]);
  const steps = rounded.filter(([id]) => document.steps.some((step) => step.id === id));
  const notes = new Map(rounded);
  return {
    ...document,
    canvas: { ...placed(document).canvas, ...Object.fromEntries(steps) },
    comments: document.comments?.map((note, place) => ({ ...note, ...notes.get(noteId(place)) })),
  };
}

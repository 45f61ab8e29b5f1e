/** Places for all steps: callers come in at the left and go to the right. */

import { Graph, layout } from "@dagrejs/dagre";
import type { FlowDocument, Position } from "@/components/flows/document";
import { outcomesOf } from "./catalog";

export const NODE_WIDTH = 232;
const HEAD = 54;
const EXIT = 26;

export function nodeHeight(exits: number): number {
  return HEAD + exits * EXIT + 8;
}

export function arranged(document: FlowDocument): Record<string, Position> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 70 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of document.steps) {
    graph.setNode(step.id, { width: NODE_WIDTH, height: nodeHeight(outcomesOf(step).length) });
  }
  for (const step of document.steps) {
    for (const target of Object.values(step.next ?? {})) if (graph.hasNode(target)) graph.setEdge(step.id, target);
  }
  layout(graph);
  return Object.fromEntries(
    document.steps.map(({ id }) => {
      const { x, y, width, height } = graph.node(id);
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}

/** The document with a place for each step; those that have one stay. */
export function placed(document: FlowDocument): FlowDocument {
  const canvas = document.canvas ?? {};
  const lost = document.steps.filter(({ id }) => !canvas[id]);
  if (lost.length === 0) return document;
  const places = arranged(document);
  if (lost.length === document.steps.length) return { ...document, canvas: places };
  const below = Math.max(0, ...Object.values(canvas).map(({ y }) => y)) + 220;
  const added = lost.map(({ id }, place) => [id, { x: place * (NODE_WIDTH + 60), y: below }]);
  return { ...document, canvas: { ...canvas, ...Object.fromEntries(added) } };
}

import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  applyNodeChanges,
  Background,
  Controls,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
  useNodesInitialized,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Position } from "@/components/flows/document";
import { useExitName, useStepName } from "@/components/flows/naming";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import classes from "./Canvas.module.css";
import { DropMenu, type Dropped } from "./DropMenu";
import { edgesOf, type FlowNode, moved, nodesOf } from "./drawing";
import { useEditorContext } from "./editor-context";
import { connect, stepOf } from "./model";
import { NoteNode } from "./NoteNode";
import { DRAGGED } from "./Palette";
import { StepNode } from "./StepNode";
import { useEditor } from "./store";

const nodeTypes = { step: StepNode, note: NoteNode };
const FIT = { padding: 0.15, maxZoom: 1 };
/** Below this nothing can be read: a long flow is opened at its start instead. */
const LEGIBLE = 0.55;
const ZOOM = 0.8;

interface CanvasProps {
  /** A step was picked with the pointer; or its form was asked for. */
  edit: (isAsked: boolean) => void;
}

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({ edit }: CanvasProps) {
  const f = useFlowWords();
  const label = useCodeLabel();
  const scheme = useComputedColorScheme();
  const editor = useEditorContext();
  const { store, byStep, path, statistics } = editor;
  const { document, selected, reveal } = useEditor(store);
  const { screenToFlowPosition, fitView, getNode, getViewport, setViewport } = useReactFlow();
  const stepName = useStepName();
  const exitName = useExitName();
  const [pickedEdges, setPickedEdges] = useState<ReadonlySet<string>>(new Set());
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const places = useRef<Record<string, Position>>({});
  const area = useRef<HTMLDivElement>(null);

  const names = useMemo(
    () => ({
      node: (id: string) => {
        const step = stepOf(document, id);
        const values = { type: label("type", step?.type ?? ""), name: step?.label || id };
        const count = byStep.get(id)?.length ?? 0;
        return count > 0 ? f("canvas.stepFaults", { ...values, count }) : f("canvas.step", values);
      },
      edge: (from: string, outcome: string, to: string) => {
        const step = stepOf(document, from);
        const exit = step ? exitName(step, outcome) : outcome;
        return f("canvas.edge", { from: stepName(step), exit, to: stepName(stepOf(document, to)) });
      },
    }),
    [document, byStep, f, label, stepName, exitName],
  );
  const drawn = useMemo(
    () => nodesOf(document, selected, { byStep, path, statistics }, names, store.readOnly),
    [document, selected, byStep, path, statistics, names, store],
  );
  const edges = useMemo(
    () => edgesOf(document, pickedEdges, path.visited, names),
    [document, pickedEdges, path, names],
  );
  // What the library measures and where a drag has come to is its own; all else follows the document.
  const [nodes, setNodes] = useState<FlowNode[]>(drawn);
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return drawn.map((node) => {
        const { measured, width, height } = known.get(node.id) ?? {};
        return { ...node, measured, width, height } as FlowNode;
      });
    });
  }, [drawn]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const picks = changes.filter((change) => change.type === "select");
      if (picks.length > 0) {
        const next = new Set(store.get().selected);
        for (const { id, selected: picked } of picks) picked ? next.add(id) : next.delete(id);
        store.select([...next]);
      }
      for (const change of changes) {
        if (change.type === "position" && change.position) places.current[change.id] = change.position;
      }
      if (changes.some((change) => change.type === "position" && change.dragging === false)) {
        const settled = places.current;
        places.current = {};
        if (Object.keys(settled).length > 0) store.change((now) => moved(now, settled));
      }
    },
    [store],
  );

  // Once, when everything has its size: the library's own fit comes before the page is laid out. An empty canvas stays
  // where it is, so that what is dropped stays where it was dropped.
  const ready = useNodesInitialized();
  const fitted = useRef(drawn.length === 0);
  useEffect(() => {
    if (!ready || fitted.current) return;
    fitted.current = true;
    requestAnimationFrame(async () => {
      await fitView(FIT);
      const start = getNode(store.get().document.start);
      if (getViewport().zoom >= LEGIBLE || !start) return;
      const { x, y } = start.position;
      const height = area.current?.clientHeight ?? 0;
      void setViewport({ x: 60 - x * ZOOM, y: height / 2 - (y + 60) * ZOOM, zoom: ZOOM });
    });
  }, [ready, fitView, getNode, getViewport, setViewport, store]);

  // A simulated caller is followed.
  const { current } = path;
  useEffect(() => {
    if (current) void fitView({ nodes: [{ id: current }], minZoom: LEGIBLE, maxZoom: ZOOM, duration: 250 });
  }, [current, fitView]);

  const seen = useRef(reveal.count);
  useEffect(() => {
    if (reveal.count === seen.current || reveal.target === "") return;
    seen.current = reveal.count;
    const timer = setTimeout(() => void fitView({ nodes: [{ id: reveal.target }], maxZoom: 1, duration: 250 }), 60);
    return () => clearTimeout(timer);
  }, [reveal, fitView]);

  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(DRAGGED);
    if (type === "") return;
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    store.add({ type, at: { x: Math.round(x), y: Math.round(y) } });
  };
  const onConnectEnd: OnConnectEnd = (event, state) => {
    const { fromNode, fromHandle, toNode } = state;
    if (toNode !== null || !fromNode || fromHandle?.type !== "source" || !fromHandle.id) return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    if (!point) return;
    const { clientX: x, clientY: y } = point;
    setDropped({ step: fromNode.id, outcome: fromHandle.id, screen: { x, y }, at: screenToFlowPosition({ x, y }) });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dragged here can be added by keyboard in the palette
    <div
      ref={area}
      className={classes.canvas}
      data-testid="canvas"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
      }}
      onDrop={onDrop}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.target as HTMLElement).matches(".react-flow__node-step")) edit(true);
        if (event.key !== "Delete" && event.key !== "Backspace") return;
        if (pickedEdges.size === 0 || (event.target as HTMLElement).closest("input, textarea, select")) return;
        event.preventDefault();
        event.stopPropagation();
        store.change((now) =>
          [...pickedEdges].reduce((document, id) => {
            const [from = "", outcome = ""] = id.split(" ");
            return connect(document, from, outcome, "");
          }, now),
        );
        setPickedEdges(new Set());
      }}
    >
      <ReactFlow<FlowNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={scheme}
        aria-label={f("canvas.label")}
        onNodesChange={onNodesChange}
        onNodeClick={(_, { type }) => type === "step" && edit(false)}
        onNodeDoubleClick={(_, { type }) => type === "step" && edit(true)}
        onEdgesChange={(changes) =>
          setPickedEdges((before) => {
            const next = new Set(before);
            for (const change of changes) {
              if (change.type === "select") change.selected ? next.add(change.id) : next.delete(change.id);
            }
            return next;
          })
        }
        onConnect={({ source, sourceHandle, target }) =>
          store.change((now) => connect(now, source, sourceHandle ?? "", target))
        }
        onConnectEnd={onConnectEnd}
        onReconnect={(edge, { source, sourceHandle, target }) =>
          store.change((now) =>
            connect(connect(now, edge.source, edge.sourceHandle ?? "", ""), source, sourceHandle ?? "", target),
          )
        }
        nodesConnectable={!store.readOnly}
        nodesDraggable={!store.readOnly}
        edgesReconnectable={!store.readOnly}
        deleteKeyCode={null}
        connectionRadius={28}
        minZoom={0.1}
        maxZoom={2}
        defaultMarkerColor={null}
        ariaLabelConfig={{
          "node.a11yDescription.default": f("canvas.nodeHint"),
          "node.a11yDescription.keyboardDisabled": f("canvas.nodeHint"),
          "node.a11yDescription.ariaLiveMessage": ({ direction }) => f("canvas.moved", { direction }),
          "edge.a11yDescription.default": f("canvas.edgeHint"),
          "controls.ariaLabel": f("canvas.controls"),
          "controls.zoomIn.ariaLabel": f("canvas.zoomIn"),
          "controls.zoomOut.ariaLabel": f("canvas.zoomOut"),
          "controls.fitView.ariaLabel": f("canvas.fit"),
          "minimap.ariaLabel": f("canvas.minimap"),
          "handle.ariaLabel": f("canvas.entry"),
        }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
        <MiniMap pannable zoomable />
      </ReactFlow>
      {document.steps.length === 0 && <p className={classes.empty}>{f("canvas.empty")}</p>}
      {dropped && <DropMenu dropped={dropped} close={() => setDropped(null)} />}
    </div>
  );
}

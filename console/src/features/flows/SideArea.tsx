import { CloseButton } from "@mantine/core";
import type { Refusal } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import type { FlowStatistics, FlowTools } from "@/components/flows/tools";
import { useFlowWords } from "@/components/flows/words";
import type { DraftKeeper } from "./draft-keeper";
import { useEditorContext } from "./editor-context";
import { FaultPanel } from "./FaultPanel";
import { FlowSettings } from "./FlowSettings";
import classes from "./Form.module.css";
import { useRevisions } from "./flow-api";
import { stepOf } from "./model";
import { StepForm } from "./StepForm";
import { isNote, useEditor } from "./store";
import { VersionsPanel } from "./VersionsPanel";
import frame from "./Workspace.module.css";

export type PanelName = "properties" | "settings" | "faults" | "simulator" | "trial" | "statistics" | "versions";

interface SideAreaProps {
  panel: PanelName;
  close: () => void;
  flowId: string;
  keeper: DraftKeeper;
  tools: FlowTools;
  pending: boolean;
  refusal: Refusal | null;
  onPath: (visited: string[], current: string | null) => void;
  setStatistics: (statistics: FlowStatistics | null) => void;
  showRevision: (revision: number | null, document?: FlowDocument) => void;
  isOutline: boolean;
  isPublished: boolean;
}

/** What stands beside the flow. In the outline a step has its form in place, so its properties are not shown twice. */
export function SideArea(props: SideAreaProps) {
  const { panel, close, flowId, keeper, tools, onPath, setStatistics, showRevision, isOutline } = props;
  const f = useFlowWords();
  const { store } = useEditorContext();
  const { document } = useEditor(store);
  if (panel === "properties" && isOutline) return null;
  return (
    <aside className={frame.side} aria-label={f(`editor.${panel}`)} data-testid={`panel-${panel}`}>
      <div className={frame.sideHead}>
        <h2>{f(`editor.${panel}`)}</h2>
        <CloseButton aria-label={f("editor.closePanel")} onClick={close} />
      </div>
      <div className={frame.sideBody}>
        {panel === "properties" && <Properties />}
        {panel === "settings" && <FlowSettings />}
        {panel === "faults" && <FaultPanel pending={props.pending} refusal={props.refusal} />}
        {panel === "versions" && (
          <VersionsPanel flowId={flowId} keeper={keeper} show={showRevision} isPublished={props.isPublished} />
        )}
        {panel === "simulator" && tools.Simulator && (
          <tools.Simulator flowId={flowId} document={document} onPath={onPath} onStep={(id) => store.show(id)} />
        )}
        {panel === "trial" && tools.Trial && (
          <tools.Trial
            flowId={flowId}
            document={document}
            save={() => keeper.flush()}
            onPath={onPath}
            onStep={(id) => store.show(id)}
          />
        )}
        {panel === "statistics" && tools.Statistics && (
          <StatisticsBody flowId={flowId} document={document} View={tools.Statistics} setStatistics={setStatistics} />
        )}
      </div>
    </aside>
  );
}

function Properties() {
  const f = useFlowWords();
  const { store } = useEditorContext();
  const { document, selected } = useEditor(store);
  const picked = selected.filter((id) => !isNote(id));
  const [first] = picked;
  const step = first ? stepOf(document, first) : undefined;
  if (picked.length > 1) return <p className={classes.hint}>{f("form.many", { count: picked.length })}</p>;
  if (!step) return <p className={classes.hint}>{f("form.nothing")}</p>;
  return <StepForm step={step} document={document} withExits />;
}

interface StatisticsBodyProps {
  flowId: string;
  document: FlowDocument;
  View: NonNullable<FlowTools["Statistics"]>;
  setStatistics: (statistics: FlowStatistics | null) => void;
}

function StatisticsBody({ flowId, document, View, setStatistics }: StatisticsBodyProps) {
  const { data } = useRevisions(flowId);
  return <View flowId={flowId} document={document} revisions={data ?? []} onStatistics={setStatistics} />;
}

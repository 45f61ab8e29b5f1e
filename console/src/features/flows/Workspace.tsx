import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Schemas } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import type { FlowStatistics, FlowTools } from "@/components/flows/tools";
import { useFlowWords } from "@/components/flows/words";
import { Loading } from "@/components/Notice";
import { Conflict } from "./Conflict";
import type { DraftKeeper } from "./draft-keeper";
import { type Editor, EditorContext } from "./editor-context";
import { faultsByStep, useFaults } from "./faults";
import { useOptions } from "./flow-api";
import { useEditorKeys } from "./keys";
import { OutlineEditor } from "./OutlineEditor";
import { Palette } from "./Palette";
import { type PanelName, SideArea } from "./SideArea";
import { EditorStore, useEditor } from "./store";
import { Toolbar } from "./Toolbar";
import classes from "./Workspace.module.css";

const Canvas = lazy(async () => ({ default: (await import("./Canvas")).Canvas }));
/** A step that is picked beside these is looked at, not changed. */
const RUNS: readonly PanelName[] = ["simulator", "trial", "statistics"];
const VIEW = "ringdesk.flow-view";

interface WorkspaceProps {
  flowId: string;
  detail: Schemas["FlowDetail"];
  store: EditorStore;
  keeper: DraftKeeper;
  tools: FlowTools;
  wasRecovered: boolean;
}

/** The open flow: toolbar, canvas or outline, and what stands beside it. */
export function Workspace({ flowId, detail, store: own, keeper, tools, wasRecovered }: WorkspaceProps) {
  const f = useFlowWords();
  const isSmall = useMediaQuery("(max-width: 900px)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [chosenView, setView] = useState<"canvas" | "outline">(
    localStorage.getItem(VIEW) === "outline" ? "outline" : "canvas",
  );
  const view = isSmall ? "outline" : chosenView;
  const [panel, openPanel] = useState<PanelName | null>(isSmall ? null : "properties");
  // Behind every other panel of the canvas are the properties.
  const setPanel = (next: PanelName | null) =>
    openPanel(next ?? (view === "canvas" && panel !== "properties" ? "properties" : null));
  const edit = useCallback(
    (isAsked: boolean) => openPanel((now) => (isAsked || !now || !RUNS.includes(now) ? "properties" : now)),
    [],
  );
  const [earlier, setEarlier] = useState<{ revision: number; store: EditorStore } | null>(null);
  const [statistics, setStatistics] = useState<FlowStatistics | null>(null);
  const [path, setPath] = useState<Editor["path"]>({ visited: [], current: null });
  const [said, say] = useState("");
  const [published, setPublished] = useState(detail.published !== null);
  const options = useOptions();
  const store = earlier?.store ?? own;
  const { document } = useEditor(store);
  const { faults, pending, refusal } = useFaults(document);
  const saving = useSyncExternalStore(keeper.subscribe, keeper.get);
  useEffect(() => keeper.start(), [keeper]);
  useEditorKeys(store, f, say);
  useEffect(() => {
    if (wasRecovered) say(f("editor.recovered"));
  }, [wasRecovered, f]);

  const onPath = useCallback((visited: string[], current: string | null) => setPath({ visited, current }), []);
  const editor = useMemo<Editor>(
    () => ({ store, faults, byStep: faultsByStep(faults), options, statistics, path, say }),
    [store, faults, options, statistics, path],
  );
  const show = (revision: number | null, shown?: FlowDocument) =>
    setEarlier(revision === null || !shown ? null : { revision, store: new EditorStore(shown, true) });
  return (
    <EditorContext value={editor}>
      <div className={classes.workspace} data-testid="flow-editor">
        <Toolbar
          flowId={flowId}
          keeper={keeper}
          saving={saving}
          tools={tools}
          view={view}
          setView={(next) => {
            localStorage.setItem(VIEW, next);
            setView(next);
          }}
          isSmall={isSmall}
          panel={panel}
          setPanel={setPanel}
          isPublished={published}
          setPublished={setPublished}
          earlier={earlier?.revision ?? null}
          leaveEarlier={() => setEarlier(null)}
        />
        {saving.state === "conflict" && <Conflict conflict={saving} resolve={(choice) => keeper.resolve(choice)} />}
        <div className={classes.body}>
          {view === "canvas" && !store.readOnly && <Palette />}
          {view === "canvas" ? (
            <Suspense fallback={<Loading />}>
              <Canvas key={earlier?.revision ?? 0} edit={edit} />
            </Suspense>
          ) : (
            <div className={classes.outline}>
              <OutlineEditor />
            </div>
          )}
          {panel && (
            <SideArea
              key={panel}
              panel={panel}
              close={() => setPanel(null)}
              flowId={flowId}
              keeper={keeper}
              tools={tools}
              pending={pending}
              refusal={refusal}
              onPath={onPath}
              setStatistics={setStatistics}
              showRevision={show}
              isOutline={view === "outline"}
              isPublished={published}
            />
          )}
        </div>
        <div role="status" className="visually-hidden" data-testid="said">
          {said}
        </div>
      </div>
    </EditorContext>
  );
}

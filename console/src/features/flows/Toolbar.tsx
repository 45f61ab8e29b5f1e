import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { FlowTools } from "@/components/flows/tools";
import { useFlowWords } from "@/components/flows/words";
import { AcceptIcon } from "@/components/icons";
import { ConfirmDialog } from "./ConfirmDialog";
import type { DraftKeeper, Saving } from "./draft-keeper";
import { useEditorContext } from "./editor-context";
import { FindStep } from "./FindStep";
import { discardDraft, download, loadFlow, storedOf } from "./flow-api";
import {
  ArrangeIcon,
  BackIcon,
  DownloadIcon,
  FaultIcon,
  FaultlessIcon,
  MoreIcon,
  NoteIcon,
  RedoIcon,
  RemoveIcon,
  SettingsIcon,
  SimulatorIcon,
  StatisticsIcon,
  UndoIcon,
  VersionsIcon,
} from "./icons";
import { arranged } from "./layout";
import { PublishDialog } from "./PublishDialog";
import { SavingState } from "./SavingState";
import type { PanelName } from "./SideArea";
import { useEditor } from "./store";
import classes from "./Workspace.module.css";

interface ToolbarProps {
  flowId: string;
  keeper: DraftKeeper;
  saving: Saving;
  tools: FlowTools;
  view: "canvas" | "outline";
  setView: (view: "canvas" | "outline") => void;
  isSmall: boolean;
  panel: PanelName | null;
  setPanel: (panel: PanelName | null) => void;
  isPublished: boolean;
  setPublished: (is: boolean) => void;
  /** The revision that is looked at instead of the draft. */
  earlier: number | null;
  leaveEarlier: () => void;
}

export function Toolbar(props: ToolbarProps) {
  const { flowId, keeper, saving, tools, view, setView, isSmall, panel, setPanel, earlier, leaveEarlier } = props;
  const f = useFlowWords();
  const { store, faults } = useEditorContext();
  const { document, history } = useEditor(store);
  const [publishing, publish] = useDisclosure();
  const [discarding, discard] = useDisclosure();
  const { readOnly } = store;

  const icon = (label: string, act: () => void, drawn: ReactNode, disabled = false) => (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--ink)"
        size="lg"
        aria-label={label}
        onClick={act}
        disabled={disabled}
      >
        {drawn}
      </ActionIcon>
    </Tooltip>
  );
  const opens = (name: PanelName, label: string, drawn: ReactNode, testId: string) => (
    <Button
      variant={panel === name ? "light" : "default"}
      size="xs"
      leftSection={drawn}
      aria-pressed={panel === name}
      onClick={() => setPanel(panel === name ? null : name)}
      data-testid={testId}
    >
      {label}
    </Button>
  );
  return (
    <section className={classes.toolbar} aria-label={f("editor.tools")}>
      <ActionIcon
        component={Link}
        to="/flows"
        variant="subtle"
        color="gray"
        c="var(--ink)"
        size="lg"
        aria-label={f("editor.back")}
      >
        <BackIcon size={18} aria-hidden />
      </ActionIcon>
      <h1 className={classes.name}>{document.name || flowId}</h1>
      {earlier === null && !readOnly && <SavingState saving={saving} keeper={keeper} />}
      {earlier !== null && (
        <span className={classes.saving}>
          {f("versions.viewing", { revision: earlier })}
          <Button size="compact-xs" variant="default" onClick={leaveEarlier}>
            {f("versions.stop")}
          </Button>
        </span>
      )}
      {earlier === null && readOnly && <span className={classes.saving}>{f("editor.readOnly")}</span>}
      <div className={classes.spacer} />
      {!readOnly && (
        <>
          {icon(f("editor.undo"), () => store.undo(), <UndoIcon size={18} aria-hidden />, history.past.length === 0)}
          {icon(f("editor.redo"), () => store.redo(), <RedoIcon size={18} aria-hidden />, history.future.length === 0)}
        </>
      )}
      {!readOnly && view === "canvas" && (
        <>
          {icon(
            f("editor.arrange"),
            () => store.change((now) => ({ ...now, canvas: arranged(now) })),
            <ArrangeIcon size={18} aria-hidden />,
          )}
          {icon(
            f("editor.addNote"),
            () =>
              store.change((now) => ({
                ...now,
                comments: [...(now.comments ?? []), { text: "", ...notePlace(Object.values(now.canvas ?? {})) }],
              })),
            <NoteIcon size={18} aria-hidden />,
          )}
        </>
      )}
      <FindStep />
      {!isSmall && (
        <SegmentedControl
          size="xs"
          aria-label={f("editor.view")}
          value={view}
          onChange={(next) => setView(next as "canvas" | "outline")}
          data={[
            { value: "canvas", label: f("editor.canvas") },
            { value: "outline", label: f("editor.outline") },
          ]}
          data-testid="view"
        />
      )}
      {opens(
        "faults",
        String(faults.length),
        faults.length > 0 ? <FaultIcon size={15} /> : <FaultlessIcon size={15} />,
        "open-faults",
      )}
      {opens("settings", f("editor.settings"), <SettingsIcon size={15} aria-hidden />, "open-settings")}
      {tools.Simulator &&
        opens("simulator", f("editor.simulator"), <SimulatorIcon size={15} aria-hidden />, "open-simulator")}
      {tools.Trial &&
        !readOnly &&
        opens("trial", f("editor.trial"), <AcceptIcon size={15} aria-hidden />, "open-trial")}
      {tools.Statistics &&
        opens("statistics", f("editor.statistics"), <StatisticsIcon size={15} aria-hidden />, "open-statistics")}
      {opens("versions", f("editor.versions"), <VersionsIcon size={15} aria-hidden />, "open-versions")}
      {!readOnly && (
        <Button size="xs" onClick={publish.open} data-testid="publish">
          {f("editor.publish")}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            c="var(--ink)"
            size="lg"
            aria-label={f("editor.more")}
            data-testid="more"
          >
            <MoreIcon size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<DownloadIcon size={15} aria-hidden />} onClick={() => download(document)}>
            {f("editor.export")}
          </Menu.Item>
          {!readOnly && props.isPublished && (
            <Menu.Item leftSection={<RemoveIcon size={15} aria-hidden />} onClick={discard.open} data-testid="discard">
              {f("editor.discard")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {publishing && (
        <PublishDialog
          flowId={flowId}
          keeper={keeper}
          close={publish.close}
          isPublished={props.isPublished}
          published={() => props.setPublished(true)}
          showFaults={() => {
            publish.close();
            setPanel("faults");
          }}
        />
      )}
      {discarding && (
        <ConfirmDialog
          title={f("editor.discardTitle")}
          text={f("editor.discardText")}
          confirm={f("editor.discard")}
          close={discard.close}
          act={async () => {
            await keeper.flush();
            if (keeper.stored().serial > 0) await discardDraft(flowId);
            keeper.settle(storedOf(await loadFlow(flowId)));
          }}
        />
      )}
    </section>
  );
}

function notePlace(places: { x: number; y: number }[]) {
  return places.length === 0
    ? { x: 0, y: 0 }
    : { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) - 140 };
}

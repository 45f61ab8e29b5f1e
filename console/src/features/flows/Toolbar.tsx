import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
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
import { arranged, placed } from "./layout";
import { PublishDialog } from "./PublishDialog";
import { SavingState } from "./SavingState";
import type { PanelName } from "./SideArea";
import { noteId, useEditor } from "./store";
import classes from "./Workspace.module.css";

/** Where there is little room the others are icons. */
const LABELLED: readonly PanelName[] = ["simulator", "trial"];

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
        className={classes.tool}
        aria-label={label}
        onClick={act}
        disabled={disabled}
      >
        {drawn}
      </ActionIcon>
    </Tooltip>
  );
  const isTight = useMediaQuery("(max-width: 1700px)", undefined, { getInitialValueInEffect: false }) ?? false;
  const toggle = (name: PanelName) => setPanel(panel === name ? null : name);
  const panels: { name: PanelName; label: string; drawn: ReactNode }[] = [
    { name: "simulator", label: f("editor.simulator"), drawn: <SimulatorIcon size={16} aria-hidden /> },
    { name: "trial", label: f("editor.trial"), drawn: <AcceptIcon size={16} aria-hidden /> },
    { name: "statistics", label: f("editor.statistics"), drawn: <StatisticsIcon size={16} aria-hidden /> },
    { name: "versions", label: f("editor.versions"), drawn: <VersionsIcon size={16} aria-hidden /> },
    { name: "settings", label: f("editor.settings"), drawn: <SettingsIcon size={16} aria-hidden /> },
  ];
  const there: Partial<Record<PanelName, boolean>> = {
    simulator: tools.Simulator !== undefined,
    trial: tools.Trial !== undefined && !readOnly,
    statistics: tools.Statistics !== undefined,
  };
  const opened = panels.filter(({ name }) => there[name] ?? true);
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
            () => {
              const places = Object.values(placed(document).canvas ?? {});
              store.change((now) => ({
                ...now,
                comments: [...(now.comments ?? []), { text: "", ...notePlace(places) }],
              }));
              store.show(noteId(document.comments?.length ?? 0));
            },
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
      <Button
        variant={panel === "faults" ? "light" : "default"}
        size="xs"
        leftSection={faults.length > 0 ? <FaultIcon size={15} aria-hidden /> : <FaultlessIcon size={15} aria-hidden />}
        aria-pressed={panel === "faults"}
        aria-label={`${f("editor.faults")}: ${faults.length}`}
        onClick={() => toggle("faults")}
        className={classes.count}
        data-tone={faults.length > 0 ? "bad" : undefined}
        data-testid="open-faults"
      >
        {faults.length}
      </Button>
      {!isSmall &&
        opened.map(({ name, label, drawn }) =>
          isTight && !LABELLED.includes(name) ? (
            <ActionIcon
              key={name}
              title={label}
              variant={panel === name ? "light" : "default"}
              className={classes.opener}
              aria-label={label}
              aria-pressed={panel === name}
              onClick={() => toggle(name)}
              data-testid={`open-${name}`}
            >
              {drawn}
            </ActionIcon>
          ) : (
            <Button
              key={name}
              variant={panel === name ? "light" : "default"}
              size="xs"
              leftSection={drawn}
              aria-pressed={panel === name}
              onClick={() => toggle(name)}
              data-testid={`open-${name}`}
            >
              {label}
            </Button>
          ),
        )}
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
          {isSmall &&
            opened.map(({ name, label, drawn }) => (
              <Menu.Item key={name} leftSection={drawn} onClick={() => toggle(name)} data-testid={`open-${name}`}>
                {label}
              </Menu.Item>
            ))}
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

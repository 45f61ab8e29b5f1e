import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { asRefusal, type Schemas } from "@/api/client";
import type { FlowTools } from "@/components/flows/tools";
import { useFlowWords } from "@/components/flows/words";
import { Failure, Loading, Notice } from "@/components/Notice";
import { DraftKeeper, recovered, type Stored } from "./draft-keeper";
import { loadFlow, shelfOf, storedOf, useMayEdit } from "./flow-api";
import { merge } from "./merge";
import { EditorStore } from "./store";
import { Workspace } from "./Workspace";

/** The editor of one flow. */
export function FlowEditorPage({ tools }: { tools: FlowTools }) {
  const { id = "" } = useParams();
  return <Loaded key={id} flowId={id} tools={tools} />;
}

interface Opened {
  detail: Schemas["FlowDetail"];
  store: EditorStore;
  keeper: DraftKeeper;
  /** What a closed tab had not saved is back. */
  wasRecovered: boolean;
}

function Loaded({ flowId, tools }: { flowId: string; tools: FlowTools }) {
  const f = useFlowWords();
  const { t } = useTranslation();
  const mayEdit = useMayEdit();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (mayEdit === null || tries < 0) return;
    let left = false;
    setError(null);
    loadFlow(flowId)
      .then((detail) => {
        if (!left) setOpened(open(detail, storedOf(detail), !mayEdit));
      })
      .catch((failure) => {
        if (!left) setError(failure);
      });
    return () => {
      left = true;
    };
  }, [flowId, mayEdit, tries]);
  const name = opened?.store.get().document.name;
  useEffect(() => {
    document.title = `${name ?? f("list.title")} · ${t("app.name")}`;
  }, [name, f, t]);

  if (error !== null) {
    const { status, code } = asRefusal(error);
    if (status === 404) {
      return (
        <Notice title={f("editor.gone")}>
          <Button component={Link} to="/flows" variant="default">
            {f("list.title")}
          </Button>
        </Notice>
      );
    }
    if (status === 0 && code === "unexpected")
      return <Notice title={f("editor.unreadable")} hint={f("editor.unreadableHint")} />;
    return <Failure error={error} retry={() => setTries((count) => count + 1)} />;
  }
  if (opened === null) return <Loading />;
  return <Workspace {...opened} flowId={flowId} tools={tools} />;
}

/** The flow ready to be edited, with what a closed tab had not saved put back in. */
function open(detail: Schemas["FlowDetail"], stored: Stored, readOnly: boolean): Opened {
  const store = new EditorStore(stored.document, readOnly);
  const kept = readOnly ? null : recovered(stored.document.id, localStorage);
  if (kept) {
    store.change(() =>
      kept.serial === stored.serial ? kept.document : merge(kept.base, kept.document, stored.document).document,
    );
  }
  const keeper = new DraftKeeper(store, stored, shelfOf(stored.document.id), localStorage);
  return { detail, store, keeper, wasRecovered: kept !== null };
}

import { Button, Group, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal, type Refusal } from "@/api/client";
import { useFlowWords } from "@/components/flows/words";
import { useProblemText } from "@/components/labels";
import { Loading } from "@/components/Notice";
import { Dialog } from "./Dialog";
import { Differences } from "./Differences";
import type { DraftKeeper } from "./draft-keeper";
import { useEditorContext } from "./editor-context";
import classes from "./Form.module.css";
import { loadFlow, publishDraft, type Revision, storedOf } from "./flow-api";

interface PublishProps {
  flowId: string;
  keeper: DraftKeeper;
  close: () => void;
  isPublished: boolean;
  published: () => void;
  showFaults: () => void;
}

/** Puts the draft before callers: what changes, why, and what stands against it. */
export function PublishDialog({ flowId, keeper, close, isPublished, published, showFaults }: PublishProps) {
  const f = useFlowWords();
  const { t } = useTranslation();
  const problem = useProblemText();
  const queries = useQueryClient();
  const { faults, say } = useEditorContext();
  const [serial, setSerial] = useState<number | null | undefined>(undefined);
  const [reason, setReason] = useState("");
  const [override, setOverride] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [made, setMade] = useState<Revision | null>(null);
  useEffect(() => {
    void keeper.flush().then(setSerial);
  }, [keeper]);

  const failing = refusal?.code === "tests_failed" ? Object.entries(refusal.faults) : [];
  const mustOverride = refusal?.code === "tests_failed";
  const publish = async () => {
    setBusy(true);
    try {
      const saved = await keeper.flush();
      if (saved === null) {
        setSerial(null);
        return;
      }
      const why = { reason: reason.trim(), serial: saved };
      const revision = await publishDraft(flowId, mustOverride ? { ...why, override: override.trim() } : why);
      keeper.settle(storedOf(await loadFlow(flowId)));
      published();
      setMade(revision);
      say(f("publish.done", { revision: revision.revision }));
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/flows/{flow_id}/revisions"] });
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  const nothingToDo = serial === 0;
  const ready =
    typeof serial === "number" &&
    !nothingToDo &&
    faults.length === 0 &&
    reason.trim() !== "" &&
    (!mustOverride || override.trim() !== "");
  return (
    <Dialog title={f("publish.title")} close={close} size="lg">
      {made ? (
        <div className={classes.form} data-testid="published">
          <p className={classes.text} role="status">
            {f("publish.done", { revision: made.revision })}
          </p>
          <Group justify="flex-end">
            <Button onClick={close} data-autofocus data-testid="published-close">
              {t("app.close")}
            </Button>
          </Group>
        </div>
      ) : (
        <div className={classes.form}>
          {faults.length > 0 && (
            <div className={classes.faults} role="alert">
              <span>{f("publish.faults", { count: faults.length })}</span>
              <Button size="compact-xs" variant="default" onClick={showFaults}>
                {f("publish.showFaults")}
              </Button>
            </div>
          )}
          {serial === undefined && <Loading />}
          {serial === null && (
            <p className={classes.error} role="alert">
              {f("publish.notSaved")}
            </p>
          )}
          {nothingToDo && <p className={classes.text}>{f("publish.nothing")}</p>}
          <Textarea
            label={f("publish.reason")}
            description={f("publish.reasonHint")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            autosize
            minRows={2}
            disabled={nothingToDo}
            data-autofocus
            data-testid="publish-reason"
          />
          {mustOverride && (
            <div className={classes.form} role="alert" data-testid="tests-failed">
              <ul className={classes.faults} aria-label={f("publish.testsFailed")}>
                {failing.length === 0 && <li>{f("publish.testsFailed")}</li>}
                {failing.map(([name, why]) => (
                  <li key={name}>
                    {name}: {why}
                  </li>
                ))}
              </ul>
              <Textarea
                label={f("publish.override")}
                description={f("publish.overrideHint")}
                value={override}
                onChange={(event) => setOverride(event.currentTarget.value)}
                maxLength={500}
                autosize
                minRows={2}
                data-testid="publish-override"
              />
            </div>
          )}
          {refusal && !mustOverride && (
            <p className={classes.error} role="alert">
              {problem(refusal)}
            </p>
          )}
          {isPublished && typeof serial === "number" && serial > 0 && (
            <section className={classes.changes}>
              <h3 className={classes.legend}>{f("publish.what")}</h3>
              <Differences flowId={flowId} before="published" after="draft" />
            </section>
          )}
          <p className={classes.hint}>{f("publish.callers")}</p>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {f("publish.cancel")}
            </Button>
            <Button onClick={() => void publish()} loading={busy} disabled={!ready} data-testid="publish-confirm">
              {mustOverride ? f("publish.overrideConfirm") : f("publish.confirm")}
            </Button>
          </Group>
        </div>
      )}
    </Dialog>
  );
}

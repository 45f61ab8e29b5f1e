import { Button, Group, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal, type Refusal } from "@/api/client";
import { differenceText, useRunWords } from "@/components/flows/run-words";
import { useFlowWords } from "@/components/flows/words";
import { useProblemText } from "@/components/labels";
import { Loading } from "@/components/Notice";
import { Dialog } from "./Dialog";
import { Differences } from "./Differences";
import type { DraftKeeper } from "./draft-keeper";
import { useEditorContext } from "./editor-context";
import classes from "./Form.module.css";
import { failingCases, loadFlow, publishDraft, type Revision, storedOf } from "./flow-api";
import { SpokenAheadState } from "./SpokenAheadState";
import { useSpokenAhead } from "./spoken-ahead";
import { useEditor } from "./store";

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
  const { store, faults, say } = useEditorContext();
  const { document } = useEditor(store);
  const [serial, setSerial] = useState<number | null | undefined>(undefined);
  const [reason, setReason] = useState("");
  const [override, setOverride] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [made, setMade] = useState<Revision | null>(null);
  useEffect(() => {
    void keeper.flush().then(setSerial);
  }, [keeper]);

  const isFaultless = typeof serial === "number" && serial > 0 && faults.length === 0;
  const { ahead, again } = useSpokenAhead(isFaultless && made === null ? document : null);
  const [waiting, setWaiting] = useState(false);

  const r = useRunWords();
  const [failing, setFailing] = useState<Awaited<ReturnType<typeof failingCases>>>([]);
  const mustOverride = refusal?.code === "tests_failed";
  const hasFailed = ahead !== null && ahead.failed > 0;
  const publish = async (isUrgent = false) => {
    setWaiting(false);
    setRefusal(null);
    setBusy(true);
    try {
      const saved = await keeper.flush();
      if (saved === null) {
        setSerial(null);
        return;
      }
      const why = { reason: reason.trim(), serial: saved, unspoken: isUrgent || hasFailed };
      const revision = await publishDraft(flowId, mustOverride ? { ...why, override: override.trim() } : why);
      keeper.settle(storedOf(await loadFlow(flowId)));
      published();
      setMade(revision);
      say(f("publish.done", { revision: revision.revision }));
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/flows/{flow_id}/revisions"] });
    } catch (error) {
      const told = asRefusal(error);
      if (told.code === "tests_failed") setFailing(await failingCases(document).catch(() => []));
      if (told.code === "still_speaking" || told.code === "texts_not_spoken") again();
      if (told.code === "still_speaking") setWaiting(true);
      else setRefusal(told);
    } finally {
      setBusy(false);
    }
  };
  // Callers come to the new revision when its texts have their sounds. What failed is told first.
  const isSpeaking = ahead?.running === true;
  const act = useRef(publish);
  act.current = publish;
  useEffect(() => {
    if (!waiting || isSpeaking) return;
    setWaiting(false);
    if (ahead === null || ahead.failed === 0) void act.current();
  }, [waiting, isSpeaking, ahead]);
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
                <li>
                  <strong>{f("publish.testsFailed")}</strong>
                </li>
                {failing.map(({ id, name, difference }) => (
                  <li key={id}>
                    {name}
                    {difference && `: ${differenceText(difference, r)}`}
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
          <SpokenAheadState ahead={ahead} again={again} />
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
            {waiting && (
              <Button variant="default" onClick={() => void publish(true)} data-testid="publish-now">
                {f("publish.now")}
              </Button>
            )}
            <Button
              onClick={() => (isSpeaking ? setWaiting(true) : void publish())}
              loading={busy}
              disabled={!ready || waiting}
              data-testid="publish-confirm"
            >
              {waiting ? f("publish.waits") : mustOverride ? f("publish.overrideConfirm") : f("publish.confirm")}
            </Button>
          </Group>
        </div>
      )}
    </Dialog>
  );
}

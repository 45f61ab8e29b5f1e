import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { asRefusal } from "@/api/client";
import { useRun } from "@/components/failures";
import type { FlowDocument } from "@/components/flows/document";
import { useFlowWords } from "@/components/flows/words";
import { Failure, Loading, Notice } from "@/components/Notice";
import { ConfirmDialog } from "./ConfirmDialog";
import { Differences } from "./Differences";
import { useDateTime } from "./dates";
import type { DraftKeeper } from "./draft-keeper";
import classes from "./Form.module.css";
import { loadFlow, loadRevision, type Revision, restoreRevision, storedOf, useMayEdit, useRevisions } from "./flow-api";
import styles from "./Versions.module.css";

interface VersionsPanelProps {
  flowId: string;
  keeper: DraftKeeper;
  show: (revision: number | null, document?: FlowDocument) => void;
  isPublished: boolean;
}

/** Every publication: who, when, why; what is different, and the way back. */
export function VersionsPanel({ flowId, keeper, show, isPublished }: VersionsPanelProps) {
  const f = useFlowWords();
  const run = useRun();
  const mayEdit = useMayEdit();
  const dateTime = useDateTime();
  const { data, error, refetch } = useRevisions(flowId);
  const [restoring, setRestoring] = useState<Revision | null>(null);
  const [isUnspoken, setUnspoken] = useState(false);
  const [pair, setPair] = useState<{ before: string; after: string } | null>(null);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0 && !isPublished) return <Notice title={f("versions.none")} hint={f("versions.noneHint")} />;
  const hasDraft = keeper.stored().serial > 0;
  const choices = [
    ...(hasDraft ? [{ value: "draft", label: f("versions.draft") }] : []),
    ...data.map(({ revision }) => ({ value: String(revision), label: f("versions.revision", { revision }) })),
  ];
  const newest = String(data[0]?.revision ?? "");
  const shown = pair ?? {
    before: hasDraft ? newest : String(data[1]?.revision ?? newest),
    after: hasDraft ? "draft" : newest,
  };
  return (
    <div className={classes.form}>
      <section>
        <h3 className={classes.legend}>{f("versions.list")}</h3>
        <ol className={styles.list}>
          {data.map((one) => (
            <li key={one.revision} className={styles.revision} data-testid="revision">
              <div className={styles.head}>
                <strong>{f("versions.revision", { revision: one.revision })}</strong>
                <span className="dim">{f("list.byAt", { by: one.published_by, at: dateTime(one.published_at) })}</span>
              </div>
              <p className={styles.reason}>
                {one.reason}
                {one.restored !== null && (
                  <span className="dim"> · {f("versions.restored", { revision: one.restored })}</span>
                )}
              </p>
              {one.override !== "" && (
                <p className={styles.reason}>{f("versions.override", { override: one.override })}</p>
              )}
              <div className={classes.adders}>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => void run(async () => show(one.revision, await loadRevision(flowId, one.revision)))}
                  data-testid="view-revision"
                >
                  {f("versions.view")}
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => setPair({ before: String(one.revision), after: hasDraft ? "draft" : newest })}
                >
                  {f("versions.compare")}
                </Button>
                {mayEdit && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => {
                      setUnspoken(false);
                      setRestoring(one);
                    }}
                    data-testid="restore"
                  >
                    {f("versions.restore")}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ol>
      </section>
      {choices.length > 1 && (
        <section className={classes.form}>
          <h3 className={classes.legend}>{f("versions.differences")}</h3>
          <div className={styles.pair}>
            <NativeSelect
              label={f("versions.before")}
              data={choices}
              value={shown.before}
              onChange={(event) => setPair({ ...shown, before: event.currentTarget.value })}
            />
            <NativeSelect
              label={f("versions.after")}
              data={choices}
              value={shown.after}
              onChange={(event) => setPair({ ...shown, after: event.currentTarget.value })}
            />
          </div>
          <Differences flowId={flowId} {...shown} />
        </section>
      )}
      {restoring && (
        <ConfirmDialog
          title={f("versions.restoreTitle", { revision: restoring.revision })}
          text={f("versions.restoreText")}
          confirm={isUnspoken ? f("publish.overrideConfirm") : f("versions.restoreConfirm")}
          reason={f("publish.reason")}
          close={() => setRestoring(null)}
          act={async (reason) => {
            await keeper.flush();
            try {
              await restoreRevision(flowId, restoring.revision, { reason, unspoken: isUnspoken });
            } catch (error) {
              // what was told may be accepted by the next click
              setUnspoken(["still_speaking", "texts_not_spoken"].includes(asRefusal(error).code));
              throw error;
            }
            keeper.settle(storedOf(await loadFlow(flowId)));
            show(null);
            await refetch();
          }}
        />
      )}
    </div>
  );
}

import { Button, FileInput, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal, type Refusal, type Schemas } from "@/api/client";
import { useCodeWords, useFaultText, useRefusalText, useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import { importSheet, previewSheet, useRefresh } from "./admin-api";
import changes from "./Change.module.css";
import type { ListedKind } from "./kinds";
import { useSaved } from "./saved";

type Preview = Schemas["SheetPreview"];

/** Takes a file: first what each row would do, then all of it or nothing. */
export function SheetDialog({ kind, close }: { kind: ListedKind; close: () => void }) {
  const a = useWords();
  const { t } = useTranslation();
  const text = useRefusalText();
  const tell = useSaved();
  const refresh = useRefresh();
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
      setRefusal(null);
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  const look = (chosen: File | null) => {
    setFile(chosen);
    setPreview(null);
    setRefusal(null);
    if (chosen) void attempt(async () => setPreview(await previewSheet(kind, chosen)));
  };
  const apply = () =>
    void attempt(async () => {
      if (file === null || preview === null) return;
      const made = await importSheet(kind, file, preview.token);
      tell(made?.change ?? 0, a("changedMany", { count: made?.touched ?? 0 }));
      close();
      await refresh();
    });
  const ready = preview !== null && preview.faulty === 0 && preview.added + preview.changed > 0;
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={a("sheet.title", { kind: a(`${kind}.title`) })}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <div className={classes.rows}>
        <p>{a("sheet.text")}</p>
        <FileInput
          label={a("sheet.file")}
          placeholder={a("sheet.choose")}
          accept=".csv,.txt,text/csv"
          value={file}
          onChange={look}
          clearable
          clearButtonProps={{ "aria-label": a("sheet.clear") }}
          data-testid="sheet-file"
        />
        <div role="alert">
          {refusal && (
            <div className={classes.notice} data-tone="bad">
              <span>{text(refusal)}</span>
              {refusal.code === "changed_meanwhile" && (
                <Button size="xs" variant="default" onClick={() => look(file)}>
                  {a("sheet.again")}
                </Button>
              )}
            </div>
          )}
        </div>
        {preview && <PreviewTable preview={preview} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {a("cancel")}
          </Button>
          <Button loading={busy} disabled={!ready} onClick={apply} data-testid="sheet-apply">
            {a("sheet.apply")}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

const MOST_SHOWN = 200;
const tones = { add: "good", change: "wait", same: "off", error: "bad" } as const;

function PreviewTable({ preview }: { preview: Preview }) {
  const a = useWords();
  const { t } = useTranslation();
  const word = useCodeWords();
  const fault = useFaultText();
  const [onlyFaults, setOnlyFaults] = useState(preview.faulty > 0);
  const rows = onlyFaults ? preview.rows.filter(({ action }) => action === "error") : preview.rows;
  return (
    <>
      <div className={changes.entryHead} role="status">
        <span>
          {a("sheet.counts", {
            added: preview.added,
            changed: preview.changed,
            same: preview.same,
            faulty: preview.faulty,
          })}
        </span>
        {preview.faulty > 0 && (
          <Button size="xs" variant="subtle" onClick={() => setOnlyFaults(!onlyFaults)}>
            {onlyFaults ? a("sheet.showAll") : a("sheet.showFaults")}
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.panel} tabIndex={0} aria-label={a("sheet.preview")}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{a("sheet.line")}</th>
              <th scope="col">{a("sheet.what")}</th>
              <th scope="col">{a("sheet.row")}</th>
              <th scope="col">{a("sheet.details")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_SHOWN).map((row) => (
              <tr key={row.line} data-testid="sheet-row" data-action={row.action}>
                <td className="tabular">{row.line}</td>
                <td>
                  <span className={classes.tag} data-tone={tones[row.action]}>
                    {word("sheetAction", row.action)}
                  </span>
                </td>
                <td>
                  {row.name || row.key}
                  {row.name && row.name !== row.key && <span className={classes.sub}>{row.key}</span>}
                </td>
                <td>
                  {row.faults.map(({ column, code }) => (
                    <div key={`${column}/${code}`} className={changes.was}>
                      {t("health.line", { what: column, how: fault(code) })}
                    </div>
                  ))}
                  {row.changes.slice(0, 6).map(({ column, before, after }) => (
                    <div key={column}>
                      <span className="dim">{t("health.line", { what: column, how: "" })}</span>
                      {before !== "" && <s className={changes.was}>{before}</s>}{" "}
                      <span className={changes.is}>{after === "" ? "–" : after}</span>
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > MOST_SHOWN && <p className="dim">{a("andMore", { count: rows.length - MOST_SHOWN })}</p>}
    </>
  );
}

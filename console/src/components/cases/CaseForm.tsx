import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { localInput, momentOf } from "@/components/zone";
import { useAgents } from "@/live/live";
import classes from "./Cases.module.css";
import { useCaseWords } from "./case-words";
import { type CaseDetail, type CaseOrigin, changeCase, kinds, makeCase, priorities, useCaseCommand } from "./cases";

interface NewCaseProps {
  /** Whose case it is and the contact that it came from, where that is known. */
  of: CaseOrigin;
  /** Whether the caller's number is asked for. */
  asksNumber?: boolean;
  made: (detail: CaseDetail) => void;
  cancel: () => void;
}

/** A new case: what it is about, how soon, and what the customer said. */
export function NewCaseForm({ of, asksNumber = false, made, cancel }: NewCaseProps) {
  const { t } = useTranslation();
  const c = useCaseWords();
  const run = useCaseCommand();
  const [draft, setDraft] = useState({ subject: "", kind: "complaint", priority: "normal", text: "", due: "" });
  const [number, setNumber] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const lacks = draft.subject.trim() === "";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacks) return;
    setBusy(true);
    const detail = await run(() =>
      makeCase({
        ...of,
        number: asksNumber ? number.trim() : (of.number ?? ""),
        subject: draft.subject.trim(),
        kind: kinds.find((kind) => kind === draft.kind) ?? "complaint",
        priority: priorities.find((priority) => priority === draft.priority) ?? "normal",
        text: draft.text,
        due_at: draft.due === "" ? null : momentOf(draft.due).toISOString(),
        own: true,
      }),
    );
    setBusy(false);
    if (detail) made(detail);
  };
  return (
    <form className={classes.form} onSubmit={save} noValidate data-testid="case-form">
      <CaseFields draft={draft} set={(part) => setDraft((before) => ({ ...before, ...part }))} lacks={tried && lacks} />
      {asksNumber && (
        <TextInput
          label={c("caller")}
          description={c("callerHint")}
          inputMode="tel"
          maxLength={32}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
      )}
      <TextInput
        type="datetime-local"
        label={c("dueAt")}
        description={c("dueHint")}
        value={draft.due}
        onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, due: value }))}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={busy} data-testid="case-make">
          {c("make")}
        </Button>
        <Button variant="default" onClick={cancel}>
          {t("app.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Changes what a case says and whose it is. Somebody else's change is never overwritten. */
export function ChangeCaseForm({ detail, close }: { detail: CaseDetail; close: () => void }) {
  const { t } = useTranslation();
  const c = useCaseWords();
  const run = useCaseCommand();
  const agents = useAgents();
  const { row } = detail;
  const [draft, setDraft] = useState({
    subject: row.subject,
    kind: row.kind as string,
    priority: row.priority as string,
    text: detail.text,
    due: localInput(new Date(row.due_at)),
    owner: row.owner_id ?? "",
  });
  // What was read when the form was opened: a newer one must not be overwritten unseen.
  const [version] = useState(row.version);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const due = momentOf(draft.due);
  const lacks = draft.subject.trim() === "";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacks || Number.isNaN(due.getTime())) return;
    setBusy(true);
    const changed = await run(() =>
      changeCase(row.id, {
        version,
        subject: draft.subject.trim(),
        kind: kinds.find((kind) => kind === draft.kind) ?? row.kind,
        priority: priorities.find((priority) => priority === draft.priority) ?? row.priority,
        text: draft.text,
        due_at: draft.due === localInput(new Date(row.due_at)) ? row.due_at : due.toISOString(),
        owner_id: draft.owner || null,
      }),
    );
    setBusy(false);
    if (changed) close();
  };
  const known = agents.some(({ id }) => id === row.owner_id) || row.owner_id === null;
  return (
    <form className={classes.form} onSubmit={save} noValidate data-testid="case-change-form">
      {row.version !== version && (
        <p className={classes.conflict} role="alert">
          {c("changed")}
        </p>
      )}
      <CaseFields draft={draft} set={(part) => setDraft((before) => ({ ...before, ...part }))} lacks={tried && lacks} />
      <TextInput
        type="datetime-local"
        label={c("dueAt")}
        required
        value={draft.due}
        onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, due: value }))}
      />
      <NativeSelect
        label={c("owner")}
        value={draft.owner}
        onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, owner: value }))}
        data={[
          { value: "", label: c("nobody") },
          ...(known ? [] : [{ value: row.owner_id ?? "", label: row.owner_name }]),
          ...agents.map(({ id, number, name }) => ({ value: id, label: `${number} ${name}` })),
        ]}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={busy} disabled={row.version !== version} data-testid="case-save">
          {c("save")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("app.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface Draft {
  subject: string;
  kind: string;
  priority: string;
  text: string;
}

interface CaseFieldsProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  lacks: boolean;
}

function CaseFields({ draft, set, lacks }: CaseFieldsProps) {
  const c = useCaseWords();
  return (
    <>
      <TextInput
        label={c("subject")}
        required
        maxLength={200}
        value={draft.subject}
        error={lacks ? c("subjectMissing") : undefined}
        onChange={(event) => set({ subject: event.currentTarget.value })}
        data-autofocus
        data-testid="case-subject"
      />
      <div className={classes.pair}>
        <NativeSelect
          label={c("kindFilter")}
          value={draft.kind}
          onChange={(event) => set({ kind: event.currentTarget.value })}
          data={kinds.map((kind) => ({ value: kind, label: c(`kind.${kind}`) }))}
        />
        <NativeSelect
          label={c("priorityField")}
          value={draft.priority}
          onChange={(event) => set({ priority: event.currentTarget.value })}
          data={priorities.map((priority) => ({ value: priority, label: c(`priority.${priority}`) }))}
        />
      </div>
      <Textarea
        label={c("text")}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={draft.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
    </>
  );
}

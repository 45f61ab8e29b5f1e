import { Button, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { asRefusal, type Refusal, type Schemas } from "@/api/client";
import { useFaultText, useRefusalText, useWords } from "@/components/admin-words";
import { AlertIcon, BackIcon, PasswordIcon, RemoveIcon } from "@/components/icons";
import { NotFound } from "@/components/NotFound";
import { Failure, Loading, Notice } from "@/components/Notice";
import classes from "./Admin.module.css";
import {
  addThing,
  changeThing,
  type Item,
  type Kind,
  makePasswords,
  useRefresh,
  useThing,
  type Values,
} from "./admin-api";
import { useDraft } from "./draft";
import { type Described, described, type ListedKind, listedKinds } from "./kinds";
import { LeaveDialog } from "./LeaveDialog";
import { PasswordsDialog } from "./PasswordsDialog";
import { RemoveDialog } from "./RemoveDialog";
import { useMayChange, useMyId } from "./role";
import { useSaved } from "./saved";

/** One thing of a kind, or a new one. */
export function EditorPage() {
  const { kind = "", key = "" } = useParams();
  const found = listedKinds.find((one) => one === kind);
  const a = useWords();
  if (found === undefined) return <NotFound home="/admin" label={a("title")} />;
  if (key === "new") return <Editor key={`${kind}/new`} about={described[found] as unknown as Described<"teams">} />;
  return <Stored key={`${kind}/${key}`} kind={found} id={key} />;
}

/** The rules for outgoing calls: one thing, which is always there. */
export function OutgoingPage() {
  return <Stored kind="outgoing" id="outgoing" />;
}

function Stored({ kind, id }: { kind: ListedKind | "outgoing"; id: string }) {
  const a = useWords();
  const { data, error, refetch, dataUpdatedAt } = useThing(kind, id);
  if (error && asRefusal(error).status === 404) {
    return (
      <Notice title={a("gone")} hint={a("goneHint")}>
        <Button component={Link} to={`/admin/${kind}`} variant="default">
          {a(`${kind}.title`)}
        </Button>
      </Notice>
    );
  }
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const about = described[kind] as unknown as Described<"teams">;
  const item = data as unknown as Item<"teams">;
  return <Editor key={dataUpdatedAt} about={about} stored={item} reload={() => void refetch()} />;
}

interface EditorProps<K extends Kind> {
  about: Described<K>;
  stored?: Item<K>;
  reload?: () => void;
}

function Editor<K extends Kind>({ about, stored, reload }: EditorProps<K>) {
  const { kind } = about;
  const a = useWords();
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const queries = useQueryClient();
  const tell = useSaved();
  const mayChange = useMayChange();
  const myId = useMyId();
  const mayLead = kind === "people" && (stored?.value as Values["people"] | undefined)?.role === "agent";
  const check = useCallback((value: Values[K]) => about.check(value), [about]);
  // A new number most likely speaks what the administrator reads.
  const [begun] = useState(() =>
    "language" in about.begun && about.begun.language !== ""
      ? { ...about.begun, language: i18n.language }
      : about.begun,
  );
  const draft = useDraft<Values[K]>(`${kind}/${stored?.id ?? "new"}`, stored?.value ?? begun, check);
  const [was, setWas] = useState(stored);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [passwords, setPasswords] = useState<Schemas["Password"][] | null>(null);
  const [removing, removal] = useDisclosure();
  const [leaving, leave] = useDisclosure();
  const form = useRef<HTMLFormElement>(null);
  const list = kind === "outgoing" ? "/admin" : `/admin/${kind}`;
  const title = stored ? about.name(draft.value) || a(`${kind}.title`) : a(`${kind}.add` as "people.add");
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!draft.tryToSave()) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    try {
      const { change, item } = was ? await changeThing(kind, was, draft.value) : await addThing(kind, draft.value);
      setRefusal(null);
      draft.reset(item.value);
      setWas(item);
      tell(change, change === 0 ? a("nothingChanged") : a("saved"));
      await refresh();
      if (!was && kind === "people") setPasswords(await makePasswords([item.id]));
      else if (!was || item.id !== was.id) void navigate(list);
    } catch (error) {
      const refused = asRefusal(error);
      setRefusal(refused);
      draft.refuse(refused.faults);
    } finally {
      setBusy(false);
    }
  };
  const goBack = () => {
    draft.forget();
    void navigate(list);
  };
  const readOnly = !mayChange;
  const editable = mayChange || mayLead;
  return (
    <form ref={form} className={classes.editor} onSubmit={save} noValidate data-testid="editor">
      {kind !== "outgoing" && (
        <Link
          to={list}
          className={`quiet-link dim ${classes.back}`}
          onClick={(event) => {
            if (!draft.dirty) return;
            event.preventDefault();
            leave.open();
          }}
        >
          <BackIcon size={16} aria-hidden />
          {a(`${kind}.title`)}
        </Link>
      )}
      <Title order={1} size="h3">
        {title}
      </Title>
      {draft.recovered && (
        <div className={classes.notice}>
          <span>{a("recovered")}</span>
          <Button size="xs" variant="default" onClick={() => draft.reset(was?.value ?? begun)}>
            {a("discard")}
          </Button>
        </div>
      )}
      {about.form({ draft, isNew: !was, readOnly, leads: mayLead })}
      <Refused refusal={refusal} faults={draft.tried ? draft.faults : {}} reload={reload} />
      {editable && (
        <footer className={classes.footer}>
          <div>
            {was && mayChange && kind === "people" && (
              <Button
                variant="subtle"
                leftSection={<PasswordIcon size={16} aria-hidden />}
                onClick={() => void makePasswords([was.id]).then(setPasswords, (error) => setRefusal(asRefusal(error)))}
              >
                {a("newPassword")}
              </Button>
            )}
            {was && mayChange && kind !== "outgoing" && was.id !== myId && (
              <Button
                variant="subtle"
                color="red"
                c="var(--bad-ink)"
                leftSection={<RemoveIcon size={16} aria-hidden />}
                onClick={removal.open}
                data-testid="remove"
              >
                {a("remove")}
              </Button>
            )}
          </div>
          {draft.dirty && (
            <Button variant="default" onClick={was ? () => draft.reset(was.value) : goBack}>
              {a("discard")}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={!draft.dirty} data-testid="save">
            {a("save")}
          </Button>
        </footer>
      )}
      {leaving && <LeaveDialog stay={leave.close} leave={goBack} />}
      {removing && was && (
        <RemoveDialog
          kind={kind}
          ids={{ [was.id]: was.version }}
          name={about.name(was.value)}
          close={removal.close}
          removed={() => {
            draft.forget();
            queries.removeQueries({ queryKey: ["admin", kind, "one", was.id] });
            void navigate(list);
          }}
        />
      )}
      {passwords && (
        <PasswordsDialog
          passwords={passwords}
          close={() => {
            setPasswords(null);
            if (!stored) void navigate(list);
          }}
        />
      )}
    </form>
  );
}

/** Why saving did not happen, what was kept, and what to do. */
function Refused({
  refusal,
  faults,
  reload,
}: {
  refusal: Refusal | null;
  faults: Record<string, string>;
  reload?: () => void;
}) {
  const a = useWords();
  const text = useRefusalText();
  const fault = useFaultText();
  const count = Object.keys(faults).length;
  return (
    <div role="alert">
      {refusal === null && count > 0 && (
        <div className={classes.notice} data-tone="bad">
          <span>{a("needMending", { count })}</span>
        </div>
      )}
      {refusal !== null && (
        <div className={classes.notice} data-tone="bad">
          <span>
            <AlertIcon size={16} aria-hidden /> {text({ ...refusal, faults: {} } as Refusal)}{" "}
            {Object.values(refusal.faults).map(fault).join(" ")} {a("kept")}
          </span>
          {refusal.code === "changed_meanwhile" && reload && (
            <Button size="xs" variant="default" onClick={reload}>
              {a("loadAgain")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

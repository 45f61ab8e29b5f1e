import { Button, Group, Modal, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { asRefusal, type Schemas } from "@/api/client";
import { useHoursWords } from "@/components/hours-words";
import { BackIcon, RemoveIcon } from "@/components/icons";
import { useProblemText } from "@/components/labels";
import { Failure, Loading } from "@/components/Notice";
import { ByHand } from "./ByHand";
import classes from "./Hours.module.css";
import { HoursForm } from "./HoursForm";
import {
  type Calendar,
  draftOf,
  faultsOf,
  NEW_DRAFT,
  removeCalendar,
  saveCalendar,
  useCalendar,
  useCalendars,
  useOpening,
  useRefresh,
  useRole,
  usesOf,
} from "./hours-api";
import { OpenAt } from "./OpenAt";
import { OpeningState } from "./OpeningState";

/** One calendar. */
export function HoursPage() {
  const { id = "" } = useParams();
  const { data, error, isPending, refetch } = useCalendar(id);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (isPending) return <Loading />;
  return <Editor key={data.id} calendar={data} />;
}

/** A calendar that is not there yet. */
export function NewHoursPage() {
  return <Editor calendar={null} />;
}

function Editor({ calendar }: { calendar: Calendar | null }) {
  const h = useHoursWords();
  const { t } = useTranslation();
  const problem = useProblemText();
  const go = useNavigate();
  const refresh = useRefresh();
  const readOnly = useRole() !== "admin";
  const { data: others } = useCalendars();
  const stored = calendar ? draftOf(calendar) : NEW_DRAFT;
  const [draft, setDraft] = useState(stored);
  const [kept, setKept] = useState(() => JSON.stringify(stored));
  const [version, setVersion] = useState(calendar?.version ?? null);
  const [typedId, setTypedId] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [told, setTold] = useState<{ good?: string; bad?: string }>({});
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const id = calendar?.id ?? typedId ?? idFrom(draft.name);
  const found = faultsOf(draft);
  const faulty = Object.keys(found).length > 0;
  const isChanged = JSON.stringify(draft) !== kept;
  useEffect(() => {
    document.title = `${draft.name || h("add")} · ${t("app.name")}`;
  }, [draft.name, h, t]);
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isChanged]);

  const idFault = !/^[a-z0-9_-]{1,64}$/.test(id)
    ? h("idFault")
    : calendar === null && others?.some((one) => one.id === id)
      ? h("idTaken")
      : undefined;
  const save = async () => {
    setTried(true);
    setTold({});
    if (faulty || idFault) return;
    setBusy(true);
    try {
      const saved = await saveCalendar(id, draft, version);
      if (saved) setVersion(saved.version);
      setKept(JSON.stringify(draft));
      await refresh();
      setTold({ good: h("saved") });
      if (calendar === null) await go(`/admin/hours/${id}`, { replace: true });
    } catch (error) {
      const refusal = asRefusal(error);
      setTold({ bad: [problem(refusal), ...Object.values(refusal.fields)].join(" ") });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.editor}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Link to="/admin/hours" className={`quiet-link ${classes.back}`}>
        <BackIcon size={15} aria-hidden />
        {h("back")}
      </Link>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {calendar ? calendar.name : h("add")}
        </Title>
        <span className="dim">{calendar?.id}</span>
        {calendar && !readOnly && (
          <Button
            variant="default"
            leftSection={<RemoveIcon size={16} aria-hidden />}
            onClick={() => setRemoving(true)}
            data-testid="remove-calendar"
          >
            {h("remove")}
          </Button>
        )}
      </div>
      {calendar && readOnly && <p className={classes.lead}>{h("readOnly")}</p>}
      {calendar && <Now calendar={calendar} />}
      <OpenAt draft={draft} faulty={faulty} />
      {calendar === null && (
        <TextInput
          label={h("id")}
          description={h("idHint")}
          value={id}
          maxLength={64}
          error={tried && idFault}
          onChange={(event) => setTypedId(event.currentTarget.value)}
          data-testid="calendar-id"
        />
      )}
      <HoursForm
        draft={draft}
        faults={tried ? found : {}}
        readOnly={readOnly}
        set={(part) => {
          setTold({});
          setDraft((before) => ({ ...before, ...part }));
        }}
      />
      {!readOnly && (
        <div className={classes.footer}>
          <span role="status">{told.good ?? (isChanged ? h("unsaved") : "")}</span>
          <span role="alert" className={classes.fault}>
            {told.bad}
          </span>
          <Button type="submit" loading={busy} disabled={calendar !== null && !isChanged} data-testid="save-calendar">
            {h(calendar ? "save" : "create")}
          </Button>
        </div>
      )}
      {removing && calendar && <RemoveDialog calendar={calendar} close={() => setRemoving(false)} />}
    </form>
  );
}

function Now({ calendar }: { calendar: Calendar }) {
  const h = useHoursWords();
  const { data } = useOpening(calendar.id);
  return (
    <section className={classes.panel} aria-labelledby="open-now">
      <h2 id="open-now">{h("now")}</h2>
      <div className={classes.now}>
        {data && <OpeningState opening={data} manual={calendar.manual} />}
        <ByHand calendar={calendar} />
      </div>
    </section>
  );
}

function RemoveDialog({ calendar, close }: { calendar: Calendar; close: () => void }) {
  const h = useHoursWords();
  const { t } = useTranslation();
  const problem = useProblemText();
  const go = useNavigate();
  const refresh = useRefresh();
  const [used, setUsed] = useState<Schemas["CalendarUse"] | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    usesOf(calendar.id).then(setUsed, (error) => setFault(problem(asRefusal(error))));
  }, [calendar.id, problem]);
  const isUsed = used !== null && used.queues.length + used.flows.length > 0;
  return (
    <Modal
      opened
      onClose={close}
      title={h("removeTitle", { name: calendar.name })}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <p>{h(isUsed ? "removeUsed" : "removeText")}</p>
      {isUsed && (
        <ul>
          {used.queues.map((one) => (
            <li key={`queue ${one}`}>
              <Link to={`/admin/queues/${one}`}>{h("queue", { id: one })}</Link>
            </li>
          ))}
          {used.flows.map((one) => (
            <li key={`flow ${one}`}>
              <Link to={`/flows/${one}`}>{h("flow", { id: one })}</Link>
            </li>
          ))}
        </ul>
      )}
      <div role="alert" className={classes.fault}>
        {fault}
      </div>
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          {h("cancel")}
        </Button>
        <Button
          color="red"
          disabled={used === null || isUsed}
          onClick={() =>
            removeCalendar(calendar.id)
              .then(async () => {
                await go("/admin/hours");
                await refresh();
              })
              .catch((error) => setFault(problem(asRefusal(error))))
          }
          data-testid="remove-confirm"
        >
          {h("remove")}
        </Button>
      </Group>
    </Modal>
  );
}

/** What of a name can stand in an id; Chinese names have nothing. */
function idFrom(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
}

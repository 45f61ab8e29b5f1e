import { Button, Textarea } from "@mantine/core";
import { createContext, type FormEvent, type ReactNode, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fullDateTime } from "@/components/format";
import { PhoneNumber } from "@/components/PhoneNumber";
import { ChangeCaseForm } from "./CaseForm";
import { CaseHistory } from "./CaseHistory";
import { CaseAge, CaseDue, CaseStateMark, PriorityMark } from "./CaseMarks";
import { CaseProgress } from "./CaseProgress";
import classes from "./Cases.module.css";
import { useCaseWords } from "./case-words";
import { type CaseDetail, commentOn, linkCase, unlinkCase, useCaseCommand } from "./cases";
import { NextStep } from "./NextStep";

const Narrow = createContext(false);

interface CaseViewProps {
  detail: CaseDetail;
  /** The call in hand, which may be linked. */
  callId?: string;
  /** Beside a call there is one narrow column. */
  narrow?: boolean;
}

/** A case: where it stands, what is missing, the next step, what was said and done. */
export function CaseView({ detail, callId = "", narrow = false }: CaseViewProps) {
  const c = useCaseWords();
  const { i18n } = useTranslation();
  const [changing, setChanging] = useState(false);
  const { row } = detail;
  return (
    <Narrow value={narrow}>
      <div className={classes.view} data-narrow={narrow || undefined} data-testid="case" data-case-state={row.state}>
        <div className={classes.marks}>
          <CaseStateMark state={row.state} />
          <CaseDue line={row} />
          <PriorityMark priority={row.priority} />
          <span>{c(`kind.${row.kind}`)}</span>
          <CaseAge line={row} />
        </div>
        <div className={classes.main}>
          <CaseProgress detail={detail} />
          {changing ? (
            <Part title={c("edit")}>
              <ChangeCaseForm detail={detail} close={() => setChanging(false)} />
            </Part>
          ) : (
            <Part title={c("nextStep")}>
              <NextStep key={row.state} detail={detail} />
            </Part>
          )}
          <Part title={c("history")}>
            <Comment id={row.id} />
            <CaseHistory entries={detail.history} />
          </Part>
        </div>
        <div className={classes.aside}>
          <Part title={c("case")}>
            <dl className={classes.facts}>
              {detail.text !== "" && <Fact name={c("text")}>{detail.text}</Fact>}
              <Fact name={c("customer")}>{row.customer_name || <PhoneNumber number={row.caller_number} />}</Fact>
              {row.caller_number !== "" && (
                <Fact name={c("caller")}>
                  <PhoneNumber number={row.caller_number} withRegion dial />
                </Fact>
              )}
              <Fact name={c("owner")}>{row.owner_name || c("nobody")}</Fact>
              <Fact name={c("reportedAt")}>{fullDateTime(row.created_at, i18n.language)}</Fact>
              <Fact name={c("dueAt")}>{fullDateTime(row.due_at, i18n.language)}</Fact>
              {detail.result !== "" && <Fact name={c("result_is")}>{detail.result}</Fact>}
              {detail.check && (
                <Fact name={c("check_is")}>
                  {detail.check.reached ? detail.check.said : c("unreached", { count: detail.tries })}
                </Fact>
              )}
              {detail.finding && <Fact name={detail.finding.department || c("noFinding")}>{detail.finding.text}</Fact>}
            </dl>
            {row.state !== "closed" && !changing && (
              <Button variant="default" size="xs" onClick={() => setChanging(true)} data-testid="case-change">
                {c("edit")}
              </Button>
            )}
          </Part>
          <Contacts detail={detail} callId={callId} />
          {narrow && (
            <Link className="plain-link" to={`/cases/${row.id}`}>
              {c("open")}
            </Link>
          )}
        </div>
      </div>
    </Narrow>
  );
}

/** Beside a call it stands below the panel's own heading. */
function Part({ title, children }: { title: string; children: ReactNode }) {
  const Heading = use(Narrow) ? "h3" : "h2";
  return (
    <section className={classes.part}>
      <Heading className="section-title">{title}</Heading>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Contacts({ detail, callId }: { detail: CaseDetail; callId: string }) {
  const c = useCaseWords();
  const { i18n } = useTranslation();
  const run = useCaseCommand();
  const { row, contacts } = detail;
  const linked = contacts.some(({ interaction_id }) => interaction_id === callId);
  return (
    <Part title={c("contacts")}>
      {contacts.length === 0 && <p className="dim">{c("noContacts")}</p>}
      <ul className={classes.contacts}>
        {contacts.map(({ interaction_id, at }) => (
          <li key={interaction_id}>
            {interaction_id === callId ? (
              <>
                <span>{c("thisCall")}</span>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  onClick={() => void run(() => unlinkCase(row.id, interaction_id))}
                  data-testid="case-unlink"
                >
                  {c("unlink")}
                </Button>
              </>
            ) : (
              <Link className="plain-link" to={`/interactions/${interaction_id}`}>
                {c("contact", { when: fullDateTime(at, i18n.language) })}
              </Link>
            )}
          </li>
        ))}
      </ul>
      {callId !== "" && !linked && (
        <Button
          variant="light"
          size="xs"
          onClick={() => void run(() => linkCase(row.id, callId))}
          data-testid="case-link"
        >
          {c("link")}
        </Button>
      )}
    </Part>
  );
}

function Comment({ id }: { id: string }) {
  const c = useCaseWords();
  const run = useCaseCommand();
  const [text, setText] = useState("");
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && (await run(() => commentOn(id, text)))) setText("");
  };
  return (
    <form className={classes.form} onSubmit={save}>
      <Textarea
        aria-label={c("comment")}
        placeholder={c("comment")}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="case-comment"
      />
      {text.trim() !== "" && (
        <Button type="submit" variant="default" size="xs" className={classes.alone} data-testid="case-add-comment">
          {c("addComment")}
        </Button>
      )}
    </form>
  );
}

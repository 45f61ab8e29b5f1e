import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallbackItem } from "@/api/generated/frames";
import { cancelCallback, moveCallback } from "@/live/callback-commands";
import { useNow } from "@/live/clock";
import classes from "./Callbacks.module.css";
import { dueFault, quarterAfter } from "./due";
import { useRun } from "./failures";
import { dateTime } from "./format";
import { PhoneNumber } from "./PhoneNumber";
import { Elapsed } from "./Ticking";
import { localInput, momentOf } from "./zone";

type Open = "time" | "cancel" | null;

/** One promised callback: who, since when, which attempt, and what can be done with it before it is made. A chosen one is brought into view. */
export function CallbackRow({ item, chosen }: { item: CallbackItem; chosen: boolean }) {
  const { t, i18n } = useTranslation();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <li ref={row} className={classes.row} aria-current={chosen || undefined} data-testid="callback">
      <div className={classes.line}>
        <span className={classes.name}>{item.customer_name || <PhoneNumber number={item.number} />}</span>
        <span className={classes.state} data-callback={item.state}>
          <Stage item={item} />
        </span>
      </div>
      <div className={classes.facts}>
        {item.customer_name !== "" && <PhoneNumber number={item.number} />}
        <span>{item.queue}</span>
        <span>{t("callbacks.attempt", { attempt: item.attempt, attempts: item.attempts })}</span>
        <span>{t("callbacks.until", { when: dateTime(item.expires_at, i18n.language) })}</span>
      </div>
      <Tried attempts={item.tried} />
      <CallbackActs item={item} />
    </li>
  );
}

/** Calling next, putting off, taking off the list; nothing while the callback is being made. */
export function CallbackActs({ item }: { item: CallbackItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const [open, setOpen] = useState<Open>(null);
  const acts = useRef<HTMLDivElement>(null);
  const movable = item.state === "waiting" || item.state === "scheduled";
  useEffect(() => {
    if (!movable) setOpen(null);
  }, [movable]);
  if (!movable) return null;
  const close = () => {
    setOpen(null);
    acts.current?.querySelector("button")?.focus();
  };
  return (
    <div ref={acts}>
      {open === null && (
        <div className={classes.acts}>
          {item.state === "scheduled" && (
            <Button
              size="compact-sm"
              variant="light"
              onClick={() => void run(() => moveCallback(item.id, null))}
              data-testid="callback-now"
            >
              {t("callbacks.now")}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => setOpen("time")} data-testid="callback-later">
            {t("callbacks.later")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setOpen("cancel")} data-testid="callback-cancel">
            {t("callbacks.cancel")}
          </Button>
        </div>
      )}
      {open === "time" && <OtherTime item={item} close={close} />}
      {open === "cancel" && <Sure item={item} close={close} />}
    </div>
  );
}

/** What came of the attempts so far. */
export function Tried({ attempts }: { attempts: CallbackItem["tried"] }) {
  const { t, i18n } = useTranslation();
  if (attempts.length === 0) return null;
  return (
    <ol className={classes.tried} aria-label={t("callbacks.tried")}>
      {attempts.map(({ at, result }) => (
        <li key={at}>
          <span className="tabular">{dateTime(at, i18n.language)}</span> {t(`outcome.${result}`)}
        </li>
      ))}
    </ol>
  );
}

/** Where the callback stands, in words. */
export function Stage({ item }: { item: CallbackItem }) {
  const { t, i18n } = useTranslation();
  if (item.state === "scheduled" && item.due_at !== null)
    return t("callbacks.scheduled", { when: dateTime(item.due_at, i18n.language) });
  if (item.state === "waiting")
    return (
      <>
        {t("callbacks.waiting")} <Elapsed since={item.since} />
      </>
    );
  return t(`callbacks.${item.state}`);
}

function OtherTime({ item, close }: { item: CallbackItem; close: () => void }) {
  const { t } = useTranslation();
  const run = useRun();
  const now = useNow();
  const [due, setDue] = useState(() =>
    localInput(item.due_at ? new Date(item.due_at) : quarterAfter(new Date(now), 60)),
  );
  const fault = dueFault(due, now);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (fault === null && (await run(() => moveCallback(item.id, momentOf(due).toISOString())))) close();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        type="datetime-local"
        size="xs"
        label={t("callbacks.when")}
        description={t("callbacks.whenHint")}
        value={due}
        error={fault === null ? undefined : t(`callbacks.${fault}`)}
        onChange={(event) => setDue(event.currentTarget.value)}
        autoFocus
        data-testid="callback-when"
      />
      <div className={classes.acts}>
        <Button type="submit" size="compact-sm" disabled={fault !== null} data-testid="callback-move">
          {t("callbacks.move")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {t("app.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Nobody would call the customer any more, and that cannot be taken back: it is asked for once more. */
function Sure({ item, close }: { item: CallbackItem; close: () => void }) {
  const { t } = useTranslation();
  const run = useRun();
  const question = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend where a question stands
    <div className={classes.form} role="group" aria-labelledby={question}>
      <p id={question} className={classes.question}>
        {t("callbacks.sure")}
      </p>
      <div className={classes.acts}>
        <Button
          size="compact-sm"
          color="red"
          autoFocus
          onClick={() => void run(() => cancelCallback(item.id)).then((done) => done || close())}
          data-testid="callback-cancel-sure"
        >
          {t("callbacks.cancelSure")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {t("callbacks.keep")}
        </Button>
      </div>
    </div>
  );
}

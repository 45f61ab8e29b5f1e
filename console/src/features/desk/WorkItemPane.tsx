import { Button, NativeSelect, Textarea, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fullDateTime } from "@/components/format";
import { CheckIcon, PhoneOutIcon, ReturnIcon } from "@/components/icons";
import { PhoneNumber } from "@/components/PhoneNumber";
import { dial } from "@/live/call-commands";
import { useMe, useQueueName } from "@/live/live";
import { claimWork, closeWork, releaseWork, reopenWork } from "@/live/work-commands";
import classes from "./WorkItemPane.module.css";
import { Owing, workIcons } from "./WorkItems";
import { useWorkCommand, type WorkItem } from "./work";

export const results = ["reached", "not_reached", "solved", "wrong_number", "not_wanted"] as const;

/** One thing that is owed: what it is, and calling, taking, closing it. A closed one can be opened again at once. */
export function WorkItemPane({ item }: { item: WorkItem }) {
  const { t, i18n } = useTranslation();
  const queueName = useQueueName();
  const Icon = workIcons[item.kind];
  return (
    <article className={classes.card} data-testid="work-pane">
      <header className={classes.header}>
        <span className={classes.mark}>
          <Icon size={24} aria-hidden />
        </span>
        <div>
          <Title order={2} size="h3">
            {item.customer_name || <PhoneNumber number={item.number} />}
          </Title>
          <div className={classes.facts}>
            <span>{t(`workKind.${item.kind}`)}</span>
            <PhoneNumber number={item.number} withRegion dial />
            {item.queue !== "" && <span>{queueName(item.queue)}</span>}
          </div>
        </div>
        <span className={classes.due}>
          <Owing item={item} />
        </span>
      </header>
      <dl className={classes.details}>
        {item.due_at !== item.created_at && (
          <>
            <dt>{t("work.dueAt")}</dt>
            <dd>{fullDateTime(item.due_at, i18n.language)}</dd>
          </>
        )}
        <dt>{t("work.createdAt")}</dt>
        <dd>{fullDateTime(item.created_at, i18n.language)}</dd>
        {item.contacts > 1 && (
          <>
            <dt>{t("work.tries")}</dt>
            <dd>{t("work.contacts", { count: item.contacts, last: fullDateTime(item.last_at, i18n.language) })}</dd>
          </>
        )}
        {item.note !== "" && (
          <>
            <dt>{t("work.note")}</dt>
            <dd className={classes.note}>{item.note}</dd>
          </>
        )}
        {item.interaction_id !== null && (
          <>
            <dt>{t("work.call")}</dt>
            <dd>
              <Link className="plain-link" to={`/interactions/${item.interaction_id}`}>
                {t("work.openCall")}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {item.kind === "fax" && (
        <p>
          <a
            className="plain-link"
            href={`/api/v1/recordings/${encodeURIComponent(item.recording_id)}/pages`}
            target="_blank"
            rel="noreferrer"
            data-testid="work-fax"
          >
            {t("work.readFax")}
          </a>
        </p>
      )}
      {item.kind !== "fax" && item.recording_id !== "" && (
        // biome-ignore lint/a11y/useMediaCaption: a recorded message has no captions
        <audio
          className={classes.audio}
          controls
          preload="none"
          src={`/api/v1/recordings/${encodeURIComponent(item.recording_id)}/audio`}
          aria-label={t("work.message")}
          data-testid="voicemail"
        />
      )}
      {item.state === "closed" ? <Closed item={item} /> : <Acts item={item} />}
    </article>
  );
}

function Closed({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const run = useWorkCommand();
  return (
    <div className={classes.acts} role="status">
      <CheckIcon size={18} aria-hidden />
      <span className={classes.push}>{t("work.closed")}</span>
      <Button
        variant="default"
        leftSection={<ReturnIcon size={16} aria-hidden />}
        onClick={() => void run(() => reopenWork(item.id))}
        data-testid="work-undo"
      >
        {t("work.undo")}
      </Button>
    </div>
  );
}

function Acts({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const run = useWorkCommand();
  const me = useMe();
  const [result, setResult] = useState<string>(results[0]);
  const [note, setNote] = useState("");
  const mine = item.owner_id !== null && item.owner_id === me?.agent_id;
  const free = item.owner_id === null;
  const mayCall = me?.state === "ready" || me?.state === "not_ready";
  // Whoever calls has taken it: nobody else calls the same person meanwhile.
  const call = () =>
    run(async () => {
      if (free) await claimWork(item.id);
      await dial({ type: "number", number: item.number });
    });
  return (
    <>
      <div className={classes.acts}>
        {item.number !== "" && (
          <Button
            color="green"
            leftSection={<PhoneOutIcon size={17} aria-hidden />}
            disabled={!mayCall || !(free || mine)}
            onClick={() => void call()}
            data-testid="work-call"
          >
            {t("work.callBack")}
          </Button>
        )}
        {free && (
          <Button variant="default" onClick={() => void run(() => claimWork(item.id))} data-testid="work-claim">
            {t("work.claim")}
          </Button>
        )}
        {mine && (
          <Button variant="default" onClick={() => void run(() => releaseWork(item.id))} data-testid="work-release">
            {t("work.release")}
          </Button>
        )}
        {!free && !mine && <span className="dim">{t("work.takenBy", { name: item.owner_name })}</span>}
      </div>
      {(free || mine) && (
        <form
          className={classes.close}
          onSubmit={(event) => {
            event.preventDefault();
            void run(async () => {
              if (free) await claimWork(item.id);
              await closeWork(item.id, result, note.trim());
            });
          }}
        >
          <NativeSelect
            label={t("work.result")}
            value={result}
            onChange={(event) => setResult(event.currentTarget.value)}
            data={results.map((value) => ({ value, label: t(`workResult.${value}`) }))}
          />
          <Textarea
            label={t("work.closingNote")}
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="light"
            leftSection={<CheckIcon size={17} aria-hidden />}
            data-testid="work-close"
          >
            {t("work.close")}
          </Button>
        </form>
      )}
    </>
  );
}

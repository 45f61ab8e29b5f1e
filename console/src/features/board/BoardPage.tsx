import { Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgentItem, QueueItem } from "@/api/generated/frames";
import { Callbacks } from "@/components/Callbacks";
import { HeadsetOffIcon, NextIcon, PersonIcon, QueueIcon } from "@/components/icons";
import { Loading, Notice } from "@/components/Notice";
import { OldestWait } from "@/components/OldestWait";
import { StateBadge } from "@/components/StateBadge";
import { Elapsed } from "@/components/Ticking";
import { useAgents, useCallbacks, useLive, useQueueName, useQueues } from "@/live/live";
import classes from "./BoardPage.module.css";
import { ToldWaits } from "./ToldWaits";
import { WaitingCallers } from "./WaitingCallers";

/** The live board: queues over agents. */
export function BoardPage() {
  const { t } = useTranslation();
  const { loaded } = useLive();
  useEffect(() => {
    document.title = `${t("board.title")} · ${t("app.name")}`;
  }, [t]);
  if (!loaded) return <Loading />;
  return (
    <div className={classes.board}>
      <Title order={1} size="h3">
        {t("board.title")}
      </Title>
      <Queues />
      <Promised />
      <Agents />
    </div>
  );
}

function Queues() {
  const { t } = useTranslation();
  const queues = useQueues();
  if (queues.length === 0) {
    return <Notice icon={<QueueIcon aria-hidden />} title={t("board.noQueues")} hint={t("board.noQueuesHint")} />;
  }
  return (
    <section className={classes.panel}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t("board.queues")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("queues.queue")}</th>
            <th scope="col">{t("queues.waitingColumn")}</th>
            <th scope="col">{t("queues.oldest")}</th>
            <th scope="col">{t("queues.ready")}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <QueueRow key={queue.key} queue={queue} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A queue's figures; the callers who wait unfold below. */
function QueueRow({ queue }: { queue: QueueItem }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            className={classes.unfold}
            aria-expanded={open}
            title={t("waitingCallers.show")}
            data-testid={`queue-${queue.id}`}
            onClick={() => setOpen(!open)}
          >
            <NextIcon size={16} aria-hidden />
            {queue.name}
          </button>
        </th>
        <td data-tone={queue.waiting > 0 ? "wait" : undefined}>{queue.waiting}</td>
        <td>
          <OldestWait queue={queue} />
        </td>
        <td data-tone={queue.ready === 0 && queue.waiting > 0 ? "bad" : undefined}>{queue.ready}</td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4} className={classes.unfolded}>
            <WaitingCallers queueId={queue.id} waiting={queue.waiting} />
            <ToldWaits queueId={queue.id} />
          </td>
        </tr>
      )}
    </>
  );
}

function Promised() {
  const { t } = useTranslation();
  if (useCallbacks().length === 0) return null;
  return (
    <section aria-labelledby="board-callbacks">
      <h2 id="board-callbacks" className="section-title">
        {t("callbacks.title")}
      </h2>
      <div className={`${classes.panel} ${classes.promised}`}>
        <Callbacks />
      </div>
    </section>
  );
}

function Agents() {
  const { t } = useTranslation();
  const agents = useAgents();
  if (agents.length === 0) return <Notice icon={<PersonIcon aria-hidden />} title={t("board.noAgents")} />;
  return (
    <section aria-labelledby="board-agents">
      <h2 id="board-agents" className="section-title">
        {t("board.agents", { count: agents.length })}
      </h2>
      <ul className={classes.tiles}>
        {agents.map((agent) => (
          <Tile key={agent.key} agent={agent} />
        ))}
      </ul>
    </section>
  );
}

function Tile({ agent }: { agent: AgentItem }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const unreachable = !agent.reachable && agent.state !== "logged_off";
  return (
    <li className={classes.tile} data-state={agent.state}>
      <div className={classes.tileHead}>
        <span className={classes.name}>{agent.name}</span>
        <span className="dim tabular">{agent.number}</span>
      </div>
      <div className={classes.tileState}>
        <StateBadge state={agent.state} reason={agent.reason} />
        {agent.since && <Elapsed since={agent.since} className={classes.time} />}
      </div>
      <div className={classes.queues}>
        {unreachable ? (
          <span className={classes.unreachable} data-testid="unreachable">
            <HeadsetOffIcon size={14} aria-hidden />
            {t("board.unreachable")}
          </span>
        ) : (
          agent.queues.map(queueName).join(" · ")
        )}
      </div>
    </li>
  );
}

import { Button, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { api, asRefusal, type Schemas } from "@/api/client";
import { CustomerProfile } from "@/components/CustomerProfile";
import { CasesOfContact } from "@/components/cases/CasesOfContact";
import { useCaseWords } from "@/components/cases/case-words";
import { duration, fullDateTime, isWebCaller, languageName } from "@/components/format";
import { BackIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import { Failure, Loading, Notice } from "@/components/Notice";
import { PhoneNumber } from "@/components/PhoneNumber";
import { Timeline } from "@/components/Timeline";
import { useQueueName } from "@/live/live";
import { Direction } from "./Direction";
import { Fax } from "./Fax";
import classes from "./InteractionPage.module.css";
import { Outcome } from "./Outcome";
import { Recording } from "./Recording";
import { SegmentTable } from "./SegmentTable";

/** One finished call: its story, its parts, its recording, and who it was with. */
export function InteractionPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const { data, error, refetch } = api.useQuery("get", "/api/v1/interactions/{interaction_id}", {
    params: { path: { interaction_id: id } },
  });
  useEffect(() => {
    document.title = `${t("interaction.title")} · ${t("app.name")}`;
  }, [t]);
  if (error) {
    const { status } = asRefusal(error);
    if (status !== 404 && status !== 403 && status !== 422)
      return <Failure error={error} retry={() => void refetch()} />;
    return (
      <Notice title={t("interaction.notFound")} hint={t("interaction.notFoundHint")}>
        <Button component={Link} to="/interactions" variant="default">
          {t("interactions.title")}
        </Button>
      </Notice>
    );
  }
  if (!data) return <Loading />;
  return <Story detail={data} />;
}

function Story({ detail }: { detail: Schemas["InteractionDetail"] }) {
  const { t, i18n } = useTranslation();
  const c = useCaseWords();
  const { row } = detail;
  return (
    <div className={classes.page}>
      <Link to="/interactions" className={`quiet-link dim ${classes.back}`}>
        <BackIcon size={16} aria-hidden />
        {t("interactions.title")}
      </Link>
      <header className={classes.header}>
        <Title order={1} size="h3" className={classes.title}>
          {row.customer_name || (isWebCaller(row.caller_number) ? "" : detail.caller_name) || (
            <PhoneNumber number={row.caller_number} />
          )}
        </Title>
        <Direction direction={row.direction} />
        <Outcome outcome={row.outcome} />
        <span className="dim">{fullDateTime(row.arrived_at, i18n.language)}</span>
      </header>
      <div className={classes.columns}>
        <div className={classes.main}>
          <Panel title={t("interaction.recordings")}>
            {detail.recordings.length === 0 && <p className="dim">{t("interaction.noRecordings")}</p>}
            {detail.recordings.map((recording) => {
              const segment = detail.segments.find(({ recording_id }) => recording_id === recording.id);
              return segment?.kind === "fax" ? (
                <Fax key={recording.id} fax={recording} />
              ) : (
                <Recording key={recording.id} recording={recording} segment={segment} />
              );
            })}
          </Panel>
          <Panel title={t("interaction.segments")}>
            <SegmentTable segments={detail.segments} />
          </Panel>
          <Panel title={t("interaction.timeline")}>
            <Timeline entries={detail.timeline} />
          </Panel>
        </div>
        <aside className={classes.side}>
          <Panel title={t("interaction.customer")}>
            {detail.customer ? (
              <CustomerProfile customer={detail.customer} />
            ) : (
              <p className="dim">{t("interaction.noCustomer")}</p>
            )}
          </Panel>
          <Panel title={t("interaction.notes")}>
            {detail.notes ? (
              <p className={classes.notes}>{detail.notes}</p>
            ) : (
              <p className="dim">{t("interaction.noNotes")}</p>
            )}
          </Panel>
          <Panel title={c("ofContact")}>
            <CasesOfContact id={row.id} />
          </Panel>
          {detail.answers.length > 0 && <Answers answers={detail.answers} />}
          <Facts detail={detail} />
        </aside>
      </div>
    </div>
  );
}

function Answers({ answers }: { answers: Schemas["AnswerView"][] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("interaction.survey")}>
      <dl className={classes.facts}>
        {answers.map((answer) => (
          <div key={answer.question}>
            <dt>{answer.question}</dt>
            <dd className="tabular">
              {t("interaction.score", { score: answer.score, lowest: answer.lowest, highest: answer.highest })}
              {answer.agent_number && ` · ${answer.agent_number} ${answer.agent_name}`}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Facts({ detail }: { detail: Schemas["InteractionDetail"] }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const queueName = useQueueName();
  const { row } = detail;
  const by = detail.ended_by;
  const facts: [string, ReactNode][] = [
    [t("customer.number"), <PhoneNumber key="number" number={row.caller_number} withRegion dial />],
    [t("interaction.dialed"), row.dialed_number],
    [t("interactions.queue"), queueName(row.queue)],
    [t("interactions.agent"), [row.agent_number, row.agent_name].filter(Boolean).join(" ")],
    [t("interactions.disposition"), row.disposition && label("disposition", row.disposition)],
    [t("interactions.wait"), duration(row.wait_ms)],
    [t("interactions.talk"), duration(row.talk_ms)],
    [t("interaction.wrapUp"), duration(detail.wrap_up_ms)],
    [t("interaction.language"), languageName(detail.language, i18n.language)],
    [
      t("interaction.endedBy"),
      by === "caller" || by === "agent" || by === "outside" || by === "system" || by === "node_lost"
        ? t(`endedBy.${by}`)
        : by,
    ],
    [t("interaction.cause"), detail.hangup_cause],
  ];
  return (
    <Panel title={t("interaction.facts")}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="tabular">{value || t("app.none")}</dd>
          </div>
        ))}
      </dl>
      {detail.reconciled && <p className="dim">{t("interaction.reconciled")}</p>}
    </Panel>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      <h2 className="section-title">{title}</h2>
      {children}
    </section>
  );
}

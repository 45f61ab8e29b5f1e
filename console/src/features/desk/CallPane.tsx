import { Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useCallerName } from "@/components/caller";
import { groupedNumber, languageName, regionOf } from "@/components/format";
import { HoldIcon, RecordIcon } from "@/components/icons";
import { PhoneNumber } from "@/components/PhoneNumber";
import { QualityBadge } from "@/components/QualityBadge";
import { Elapsed } from "@/components/Ticking";
import { Timeline } from "@/components/Timeline";
import { useQueueName } from "@/live/live";
import { usePhoneState } from "@/softphone/phone";
import { CallControls } from "./CallControls";
import classes from "./CallPane.module.css";
import { ConsultControls } from "./ConsultControls";
import { HandOn, type Purpose } from "./HandOn";
import { IncomingControls } from "./IncomingControls";
import { MenuPath } from "./MenuPath";
import { Paperwork } from "./Paperwork";
import { Parties } from "./Parties";
import { PhaseIcon } from "./PhaseIcon";
import { WhyMine } from "./WhyMine";
import { WrapUpControls } from "./WrapUpControls";

/** The call, from ringing to the end of wrap-up, always in the same place. */
export function CallPane({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const ringing = call.phase === "ringing";
  const [open, setOpen] = useState<Purpose | null>(null);
  const calling = !ringing && call.phase !== "wrap_up";
  return (
    <>
      <article className={classes.card} data-phase={call.phase} data-testid={ringing ? "incoming-call" : "call"}>
        <Header call={call} />
        <MenuPath call={call} />
        <WhyMine call={call} />
        {call.dial_result !== "" && (
          <p className={classes.dialResult} role="status" data-testid="dial-result">
            {t(`dialResult.${call.dial_result}`)}
          </p>
        )}
        {calling && <Parties call={call} />}
        {calling && <ConsultControls call={call} />}
        <div className={`${classes.controls} ${ringing ? classes.answers : calling ? classes.live : ""}`}>
          {ringing ? (
            <IncomingControls call={call} />
          ) : call.phase === "wrap_up" ? (
            <WrapUpControls call={call} />
          ) : (
            <CallControls call={call} open={open} show={setOpen} />
          )}
        </div>
        {calling && open !== null && <HandOn key={open} call={call} purpose={open} close={() => setOpen(null)} />}
      </article>
      {!ringing && call.mine && <Paperwork call={call} />}
      <section className={classes.story} aria-label={t("call.story")}>
        <h2 className="section-title">{t("call.story")}</h2>
        <Timeline entries={call.timeline} />
      </section>
    </>
  );
}

function Header({ call }: { call: CallItem }) {
  const { t, i18n } = useTranslation();
  const name = useCallerName();
  const queueName = useQueueName();
  const quality = usePhoneState()?.quality ?? null;
  const region = regionOf(call.caller_number, i18n.language);
  return (
    <header className={classes.header}>
      <span className={classes.mark}>
        <PhaseIcon phase={call.phase} size={24} />
      </span>
      <div className={classes.who}>
        <Title order={2} size="h3" className={classes.name}>
          {name(call)}
        </Title>
        <div className={classes.facts}>
          {name(call) !== groupedNumber(call.caller_number) ? (
            <span className={classes.fact}>
              <PhoneNumber number={call.caller_number} withRegion />
            </span>
          ) : (
            region !== "" && <span className={classes.fact}>{region}</span>
          )}
          {call.direction !== "inbound" && <span className={classes.fact}>{t(`direction.${call.direction}`)}</span>}
          {call.queue !== "" && <span className={classes.fact}>{queueName(call.queue)}</span>}
          {call.direction === "inbound" && (
            <span className={classes.fact}>{t("call.to", { number: call.dialed_number })}</span>
          )}
          <span className={classes.fact}>
            {t("call.speaks", { language: languageName(call.language, i18n.language) })}
          </span>
        </div>
      </div>
      <div className={classes.clock}>
        <span className={classes.phase} data-testid="call-phase" data-phase={call.phase}>
          {t(`phase.${call.phase}`)}
        </span>
        {call.phase !== "wrap_up" && (
          <span className={classes.timer}>
            <Elapsed since={call.connected_at ?? call.phase_since} />
          </span>
        )}
        {call.recording && (
          <span className={classes.recording} data-paused={call.recording_paused || undefined} role="status">
            {call.recording_paused ? <HoldIcon size={12} aria-hidden /> : <RecordIcon size={12} aria-hidden />}
            {t(call.recording_paused ? "call.recordingPaused" : "call.recording")}
          </span>
        )}
        {call.phase !== "wrap_up" && quality && <QualityBadge quality={quality} />}
      </div>
    </header>
  );
}

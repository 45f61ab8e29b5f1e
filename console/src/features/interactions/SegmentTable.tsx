import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { clockTime, duration } from "@/components/format";
import { FaxIcon, LineIcon, MenuIcon, MicrophoneIcon, PersonIcon, QueueIcon, VoicemailIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import { QualityBadge } from "@/components/QualityBadge";
import { useQueueName } from "@/live/live";
import classes from "./InteractionPage.module.css";

const icons = {
  ivr: MenuIcon,
  queue: QueueIcon,
  agent: PersonIcon,
  outside: LineIcon,
  voicemail: VoicemailIcon,
  recording: MicrophoneIcon,
  fax: FaxIcon,
};

/** The parts of a call; how it sounded is a column where an agent's page has measured it. */
export function SegmentTable({ segments }: { segments: Schemas["SegmentView"][] }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const queueName = useQueueName();
  const measured = segments.some(({ quality }) => quality !== null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.segments} tabIndex={0} aria-label={t("interaction.segments")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("interaction.kind")}</th>
            <th scope="col">{t("interaction.started")}</th>
            <th scope="col">{t("interactions.outcome")}</th>
            <th scope="col" className={classes.number}>
              {t("interaction.length")}
            </th>
            <th scope="col" className={classes.number}>
              {t("interactions.talk")}
            </th>
            <th scope="col" className={classes.number}>
              {t("interaction.hold")}
            </th>
            {measured && (
              <th scope="col" className={classes.sound}>
                {t("quality.label")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {segments.map((segment) => {
            const Icon = icons[segment.kind];
            const who =
              segment.kind === "agent"
                ? [segment.agent_number, segment.agent_name].filter(Boolean).join(" ")
                : segment.queue && queueName(segment.queue);
            return (
              <tr key={segment.kind + segment.started_at}>
                <td>
                  <span className={classes.kind}>
                    <Icon size={15} aria-hidden />
                    {t(`segment.${segment.kind}`)}
                    {who && <span className="dim">{who}</span>}
                  </span>
                </td>
                <td className="tabular">{clockTime(segment.started_at, i18n.language)}</td>
                <td>{segment.outcome && label("outcome", segment.outcome)}</td>
                <td className={classes.number}>
                  {segment.ended_at ? duration(Date.parse(segment.ended_at) - Date.parse(segment.started_at)) : "–"}
                </td>
                <td className={classes.number}>{segment.talk_ms > 0 ? duration(segment.talk_ms) : "–"}</td>
                <td className={classes.number}>{segment.hold_ms > 0 ? duration(segment.hold_ms) : "–"}</td>
                {measured && <td className={classes.sound}>{segment.quality && <Sound heard={segment.quality} />}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Sound({ heard }: { heard: Schemas["QualityView"] }) {
  const { t } = useTranslation();
  return (
    <>
      <QualityBadge
        quality={{
          mos: heard.mos,
          loss: heard.packet_loss,
          jitter: heard.jitter_ms,
          roundTrip: heard.round_trip_ms,
        }}
        detailed
      />
      <span className={classes.worst}>{t("quality.worst", { mos: heard.worst_mos.toFixed(1) })}</span>
    </>
  );
}

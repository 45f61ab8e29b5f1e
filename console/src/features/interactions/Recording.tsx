import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { duration } from "@/components/format";
import { AlertIcon } from "@/components/icons";
import classes from "./InteractionPage.module.css";
import { useRecordingFault } from "./recording-fault";
import { Waveform } from "./Waveform";

/** The player, or what became of the recording. Nothing of the sound is fetched before somebody plays it: hearing is audited. */
export function Recording({
  recording,
  segment,
}: {
  recording: Schemas["RecordingView"];
  segment?: Schemas["SegmentView"];
}) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const faultOf = useRecordingFault();
  const { status } = recording;
  const fault = faultOf(recording.fault);
  const playable = status === "ready" || status === "partial";
  return (
    <div className={classes.recording}>
      {segment && (
        <h3 className={classes.part}>
          {t(`segment.${segment.kind}`)}
          {segment.agent_number !== "" && ` ${segment.agent_number} ${segment.agent_name}`}
          <span className="dim tabular"> · {duration(recording.duration_ms)}</span>
        </h3>
      )}
      {status !== "ready" && (
        <p className={classes.fault} data-status={status}>
          <AlertIcon size={16} aria-hidden />
          <span>
            {t(`recording.${status}`)} {fault && t("recording.fault", { fault })}
          </span>
        </p>
      )}
      {playable && (
        <>
          <Waveform recording={recording} audio={audio} />
          {/* biome-ignore lint/a11y/useMediaCaption: a recorded telephone call has no captions */}
          <audio
            ref={audio}
            className={classes.audio}
            controls
            preload="none"
            src={`/api/v1/recordings/${encodeURIComponent(recording.id)}/audio`}
            aria-label={t("recording.player")}
            data-testid="recording"
          />
        </>
      )}
    </div>
  );
}

import { type MouseEvent, type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "@/api/client";
import classes from "./InteractionPage.module.css";

type Recording = Schemas["RecordingView"];

/** Both sides of the talk, the caller above and the agent below, with the place being played. A click plays from there. */
export function Waveform({ recording, audio }: { recording: Recording; audio: RefObject<HTMLAudioElement | null> }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const params = { params: { path: { recording_id: recording.id } } };
  const { data, isError } = api.useQuery("get", "/api/v1/recordings/{recording_id}/peaks", params, {
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const sides = data?.sides ?? null;

  useEffect(() => {
    const surface = canvas.current;
    const player = audio.current;
    if (surface === null || player === null || sides === null || sides.length === 0) return;
    const paint = () => draw(surface, sides, player.duration > 0 ? player.currentTime / player.duration : 0);
    paint();
    const observer = new ResizeObserver(paint);
    observer.observe(surface);
    const scheme = new MutationObserver(paint);
    scheme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    player.addEventListener("timeupdate", paint);
    player.addEventListener("seeked", paint);
    return () => {
      observer.disconnect();
      scheme.disconnect();
      player.removeEventListener("timeupdate", paint);
      player.removeEventListener("seeked", paint);
    };
  }, [sides, audio]);

  const jump = (event: MouseEvent<HTMLCanvasElement>) => {
    const player = audio.current;
    if (player === null) return;
    const box = event.currentTarget.getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    // before anything is fetched a player takes the place as a wish
    player.currentTime = place * (player.duration > 0 ? player.duration : recording.duration_ms / 1000);
    void player.play();
  };

  if (isError || sides?.length === 0) return null; // without a picture the player still works
  return (
    <>
      <div className={classes.sides}>
        <span className={classes.side1}>{t("recording.left")}</span>
        {sides?.length !== 1 && <span className={classes.side2}>{t("recording.right")}</span>}
      </div>
      <canvas ref={canvas} className={classes.wave} onClick={jump} role="img" aria-label={t("recording.waveform")} />
    </>
  );
}

function draw(surface: HTMLCanvasElement, sides: number[][], played: number): void {
  const pen = surface.getContext("2d");
  if (pen === null) return;
  const { clientWidth: width, clientHeight: height } = surface;
  surface.width = width * devicePixelRatio;
  surface.height = height * devicePixelRatio;
  pen.scale(devicePixelRatio, devicePixelRatio);
  const style = getComputedStyle(surface);
  const lane = height / sides.length;
  sides.forEach((peaks, side) => {
    pen.fillStyle = style.getPropertyValue(side === 0 ? "--ring-ink" : "--paper-ink");
    const step = width / peaks.length;
    peaks.forEach((peak, index) => {
      const half = Math.max(0.5, (peak * (lane - 12)) / 2);
      pen.globalAlpha = index / peaks.length <= played ? 1 : 0.45;
      pen.fillRect(index * step, lane * (side + 0.5) - half, Math.max(1, step - 0.6), half * 2);
    });
  });
  pen.globalAlpha = 1;
  pen.fillStyle = style.getPropertyValue("--ink");
  pen.fillRect(Math.min(width - 1.5, played * width), 0, 1.5, height);
}

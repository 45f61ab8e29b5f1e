import { type MouseEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./InteractionPage.module.css";
import { peaksOf } from "./peaks";

const BARS = 600;

/** Both sides of the talk, the caller above and the agent below, with the place being played. A click jumps there. */
export function Waveform({ source, audio }: { source: string; audio: RefObject<HTMLAudioElement | null> }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [sides, setSides] = useState<number[][] | null>(null);

  useEffect(() => {
    const control = new AbortController();
    loadPeaks(source, control.signal).then(setSides, () => setSides([])); // Without a picture the player still works.
    return () => control.abort();
  }, [source]);

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
    if (player === null || !(player.duration > 0)) return;
    const box = event.currentTarget.getBoundingClientRect();
    player.currentTime = ((event.clientX - box.left) / box.width) * player.duration;
  };

  if (sides?.length === 0) return null;
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

async function loadPeaks(source: string, signal: AbortSignal): Promise<number[][]> {
  const response = await fetch(source, { signal });
  if (!response.ok) return [];
  const context = new OfflineAudioContext(1, 1, 8000);
  const sound = await context.decodeAudioData(await response.arrayBuffer());
  return Array.from({ length: Math.min(2, sound.numberOfChannels) }, (_, side) =>
    peaksOf(sound.getChannelData(side), BARS),
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
    pen.fillStyle = style.getPropertyValue(side === 0 ? "--ring-ink" : "--talk-ink");
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

/** The microphone: whether it may be used, and how loud it is. */

import { audioDevices } from "./audio-devices";

export type Microphone = "unknown" | "ready" | "denied" | "missing" | "insecure";

/** `ideal`, not `exact`: a headset that was unplugged must not cost a call. */
export function audioConstraints(): MediaStreamConstraints {
  const device = audioDevices.effective("microphone");
  return {
    audio: {
      ...(device ? { deviceId: { ideal: device } } : {}),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    video: false,
  };
}

/** Opens the microphone and closes it again, which asks for permission where none was given. */
export async function probeMicrophone(): Promise<Microphone> {
  if (!navigator.mediaDevices) return "insecure";
  try {
    const stream = await navigator.mediaDevices.getUserMedia(audioConstraints());
    for (const track of stream.getTracks()) track.stop();
    // Only now do devices come with their names.
    await audioDevices.list();
    return "ready";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing";
  }
}

/** Calls back when permission or the set of devices changes. */
export function watchMicrophone(changed: () => void): () => void {
  const control = new AbortController();
  navigator.mediaDevices?.addEventListener("devicechange", changed, { signal: control.signal });
  navigator.permissions
    ?.query({ name: "microphone" as PermissionName })
    .then((status) => {
      if (!control.signal.aborted) status.addEventListener("change", changed, { signal: control.signal });
    })
    .catch(() => undefined); // Browsers that cannot tell are asked again by the button.
  return () => control.abort();
}

export interface LevelMeter {
  /** Loudness now, 0 to 1. */
  level(): number;
  stop(): void;
}

export async function openLevelMeter(): Promise<LevelMeter> {
  const stream = await navigator.mediaDevices.getUserMedia(audioConstraints());
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0.6 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const decibels = 10 * Math.log10(power + 1e-10);
      return Math.min(1, Math.max(0, (decibels + 60) / 55));
    },
    stop() {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}

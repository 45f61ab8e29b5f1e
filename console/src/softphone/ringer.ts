/** The ring, made in the page and played on the ring device: two tones, a second on and three off. And the whisper before an answer. */

import { audioDevices, playOn } from "./audio-devices";

export class Ringer {
  private stage: Stage | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.timer !== undefined) return;
    this.stage = openStage("ring");
    this.burst();
    this.timer = setInterval(() => this.burst(), 4_000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stage?.close();
    this.stage = null;
  }

  private burst(): void {
    if (this.stage !== null) sound(this.stage, [587.33, 739.99], [0, 0.5], 0.4);
  }
}

/** Once, to hear how loud it is and where. */
export async function tryRing(): Promise<void> {
  const stage = openStage("ring");
  sound(stage, [587.33, 739.99], [0, 0.5], 0.4);
  await closeAfter(stage, 1_200);
}

/** Two short rising tones in the headset: a call is about to be answered by itself. */
export async function whisper(): Promise<void> {
  const stage = openStage("talk");
  sound(stage, [660], [0], 0.14);
  sound(stage, [880], [0.18], 0.14);
  await closeAfter(stage, 500);
}

interface Stage {
  readonly context: AudioContext;
  readonly out: AudioNode;
  readonly loudness: number;
  close(): void;
}

function openStage(purpose: "talk" | "ring"): Stage {
  const context = new AudioContext();
  const loudness = purpose === "ring" ? audioDevices.current().volume * 0.24 : 0.12;
  if (audioDevices.effective(purpose) === "")
    return { context, out: context.destination, loudness, close: () => void context.close() };
  const out = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = out.stream;
  void playOn(element, purpose).then(() => element.play().catch(() => undefined)); // Blocked until a click: the page shows the call all the same.
  const close = () => {
    element.pause();
    element.srcObject = null;
    void context.close();
  };
  return { context, out, loudness, close };
}

function sound({ context, out, loudness }: Stage, frequencies: number[], starts: number[], length: number): void {
  const now = context.currentTime + 0.02;
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(out);
  let end = now;
  for (const at of starts) {
    end = now + at + length;
    gain.gain.setValueAtTime(0, now + at);
    gain.gain.linearRampToValueAtTime(loudness, now + at + 0.03);
    gain.gain.setValueAtTime(loudness, end - Math.min(0.07, length / 2));
    gain.gain.linearRampToValueAtTime(0, end);
  }
  for (const frequency of frequencies) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain);
    tone.start(now);
    tone.stop(end);
  }
}

function closeAfter(stage: Stage, milliseconds: number): Promise<void> {
  return new Promise((done) =>
    setTimeout(() => {
      stage.close();
      done();
    }, milliseconds),
  );
}

/** The ring: two tones made in the page, a second on and three off. */

export class Ringer {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.timer !== undefined) return;
    this.context = new AudioContext();
    this.burst();
    this.timer = setInterval(() => this.burst(), 4_000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    void this.context?.close();
    this.context = null;
  }

  private burst(): void {
    const context = this.context;
    if (context === null) return;
    const start = context.currentTime + 0.02;
    const gain = new GainNode(context, { gain: 0 });
    gain.connect(context.destination);
    for (const at of [0, 0.5]) {
      gain.gain.setValueAtTime(0, start + at);
      gain.gain.linearRampToValueAtTime(0.14, start + at + 0.03);
      gain.gain.setValueAtTime(0.14, start + at + 0.33);
      gain.gain.linearRampToValueAtTime(0, start + at + 0.4);
    }
    for (const frequency of [587.33, 739.99]) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(gain);
      tone.start(start);
      tone.stop(start + 1);
    }
  }
}

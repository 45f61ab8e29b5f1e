/** Beats at an even pace even while the tab is hidden: browsers slow a hidden page's own timers down to one beat a minute. */

export interface Metronome {
  stop(): void;
}

export function startMetronome(milliseconds: number, beat: () => void): Metronome {
  if (typeof Worker === "undefined") {
    const timer = setInterval(beat, milliseconds);
    return { stop: () => clearInterval(timer) };
  }
  const worker = new Worker(new URL("./metronome-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = beat;
  worker.postMessage(milliseconds);
  return { stop: () => worker.terminate() };
}

/** How well a call is heard, measured and estimated. Pure. */

/** What was measured over one stretch of a call. Loss is a share of packets in percent, times are milliseconds. */
export interface Measured {
  readonly loss: number;
  readonly jitter: number;
  readonly roundTrip: number;
}

export interface Quality extends Measured {
  /** Mean opinion score, 1 to 4.5, estimated. */
  readonly mos: number;
}

/** Counters of one moment, as the browser reports them since the beginning. */
export interface Counters {
  readonly received: number;
  readonly lost: number;
  readonly jitter: number;
  readonly roundTrip: number;
}

/** Basic signal-to-noise of the E-model with its usual values (ITU-T G.107, table 2). */
const BEST_R = 93.2;
/** Robustness of a codec with packet loss concealment (ITU-T G.113, appendix I: G.711 with concealment). */
const BPL = 25.1;
const CODEC_DELAY_MS = 20;

/** Rating R of the E-model, reduced to what a browser can measure: R = 93.2 - Id - Ie,eff. */
export function rating({ loss, jitter, roundTrip }: Measured): number {
  // Mouth to ear: half of the round trip, the codec, and a jitter buffer of about twice the jitter.
  const delay = roundTrip / 2 + CODEC_DELAY_MS + 2 * jitter;
  const delayImpairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const lossImpairment = 95 * (loss / (loss + BPL));
  return Math.max(0, Math.min(100, BEST_R - delayImpairment - lossImpairment));
}

/** The opinion score that goes with a rating (ITU-T G.107, annex B). */
export function opinion(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

export function qualityOf(measured: Measured): Quality {
  return { ...measured, mos: Math.round(opinion(rating(measured)) * 100) / 100 };
}

/** What happened between two moments; null when nothing arrived, as while the call is held by silence. */
export function between(before: Counters, after: Counters): Measured | null {
  const received = after.received - before.received;
  const lost = Math.max(0, after.lost - before.lost);
  if (received < 0 || received + lost === 0) return null;
  return { loss: (100 * lost) / (received + lost), jitter: after.jitter, roundTrip: after.roundTrip };
}

export type Grade = "good" | "fair" | "poor";

/** Most users satisfied from 4.0 on; many dissatisfied below 3.1 (ITU-T G.107, annex B). */
export function grade(mos: number): Grade {
  if (mos >= 4) return "good";
  return mos >= 3.1 ? "fair" : "poor";
}

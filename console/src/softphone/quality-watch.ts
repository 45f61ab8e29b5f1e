/** Measures a connection every few seconds, and reports each stretch of it: a short one first, so that short calls have one, and the last when the call or the page ends. */

import { between, type Counters, type Quality, qualityOf } from "./quality";

const EVERY_MS = 2_000;
const MEASURES_PER_REPORT = 5;

interface Watching {
  /** The last seconds. */
  measured(now: Quality): void;
  /** All since the last report. */
  report(stretch: Quality): void;
}

export class QualityWatch {
  private readonly connection: RTCPeerConnection;
  private readonly watching: Watching;
  private readonly timer: ReturnType<typeof setInterval>;
  private reported: Counters | null = null;
  private last: Counters | null = null;
  private measures: Quality[] = [];
  private enough = 1;

  constructor(connection: RTCPeerConnection, watching: Watching) {
    this.connection = connection;
    this.watching = watching;
    this.timer = setInterval(() => void this.measure(), EVERY_MS);
    window.addEventListener("pagehide", this.report);
  }

  /** Ends it, with a report of what was left to tell. */
  stop(): void {
    clearInterval(this.timer);
    window.removeEventListener("pagehide", this.report);
    this.report();
  }

  private async measure(): Promise<void> {
    const now = countersOf(await this.connection.getStats());
    if (now === null) return;
    const stretch = this.last === null ? null : between(this.last, now);
    this.reported ??= now;
    this.last = now;
    if (stretch === null) return;
    const quality = qualityOf(stretch);
    this.measures.push(quality);
    this.watching.measured(quality);
    if (this.measures.length >= this.enough) this.report();
  }

  /** A page that goes tells what it has; the call may go on in another. */
  private readonly report = (): void => {
    const count = this.measures.length;
    if (this.reported === null || this.last === null || count === 0) return;
    const all = between(this.reported, this.last);
    const jitter = this.measures.reduce((sum, one) => sum + one.jitter, 0) / count;
    const roundTrip = this.measures.reduce((sum, one) => sum + one.roundTrip, 0) / count;
    this.reported = this.last;
    this.measures = [];
    this.enough = MEASURES_PER_REPORT;
    if (all !== null) this.watching.report(qualityOf({ loss: all.loss, jitter, roundTrip }));
  };
}

/** The lines of the report that concern a call's sound. The round trip comes from the far side's reports, else from ICE. */
export function countersOf(report: RTCStatsReport): Counters | null {
  let incoming: RTCInboundRtpStreamStats | null = null;
  let roundTrip: number | undefined;
  let pairTrip: number | undefined;
  for (const line of report.values() as Iterable<RTCStats>) {
    if (line.type === "inbound-rtp" && (line as RTCInboundRtpStreamStats).kind === "audio")
      incoming = line as RTCInboundRtpStreamStats;
    if (line.type === "remote-inbound-rtp") roundTrip = (line as { roundTripTime?: number }).roundTripTime;
    if (line.type === "candidate-pair" && (line as RTCIceCandidatePairStats).nominated)
      pairTrip = (line as RTCIceCandidatePairStats).currentRoundTripTime;
  }
  if (incoming === null) return null;
  return {
    received: incoming.packetsReceived ?? 0,
    lost: incoming.packetsLost ?? 0,
    jitter: (incoming.jitter ?? 0) * 1000,
    roundTrip: (roundTrip ?? pairTrip ?? 0) * 1000,
  };
}

import { afterEach, expect, test, vi } from "vitest";
import { lostDevices } from "@/softphone/audio-devices";
import { between, grade, opinion, type Quality, qualityOf, rating } from "@/softphone/quality";
import { countersOf, QualityWatch } from "@/softphone/quality-watch";

afterEach(() => vi.useRealTimers());

const perfect = { loss: 0, jitter: 0, roundTrip: 0 };

test("ratings become opinions as ITU-T G.107 annex B has them", () => {
  expect(opinion(0)).toBe(1);
  expect(opinion(100)).toBe(4.5);
  expect(opinion(90)).toBeCloseTo(4.34, 2);
  expect(opinion(80)).toBeCloseTo(4.02, 2);
  expect(opinion(70)).toBeCloseTo(3.6, 2);
  expect(opinion(60)).toBeCloseTo(3.1, 2);
  expect(opinion(50)).toBeCloseTo(2.58, 2);
});

test("a clean line is nearly the best there is", () => {
  expect(rating(perfect)).toBeCloseTo(92.7, 1);
  expect(grade(qualityOf(perfect).mos)).toBe("good");
});

test("loss, jitter and delay each make it worse", () => {
  const best = qualityOf(perfect).mos;
  const lossy = qualityOf({ ...perfect, loss: 5 }).mos;
  expect(lossy).toBeLessThan(best);
  expect(qualityOf({ ...perfect, jitter: 60 }).mos).toBeLessThan(best);
  expect(qualityOf({ ...perfect, roundTrip: 600 }).mos).toBeLessThan(qualityOf({ ...perfect, roundTrip: 200 }).mos);
  expect(grade(lossy)).toBe("fair");
  expect(grade(qualityOf({ loss: 20, jitter: 80, roundTrip: 800 }).mos)).toBe("poor");
});

test("an opinion never leaves its scale", () => {
  for (const loss of [0, 1, 50, 100])
    for (const roundTrip of [0, 300, 5000]) {
      const { mos } = qualityOf({ loss, jitter: 30, roundTrip });
      expect(mos).toBeGreaterThanOrEqual(1);
      expect(mos).toBeLessThanOrEqual(4.5);
    }
});

test("a stretch counts only what happened within it", () => {
  const before = { received: 1000, lost: 50, jitter: 1, roundTrip: 10 };
  const after = { received: 1090, lost: 60, jitter: 4, roundTrip: 30 };
  expect(between(before, after)).toEqual({ loss: 10, jitter: 4, roundTrip: 30 });
  expect(between(before, before)).toBeNull();
  expect(between(after, before)).toBeNull();
});

test("the browser's report is read in milliseconds, the far side's round trip before our own", () => {
  const lines = [
    { type: "inbound-rtp", kind: "audio", packetsReceived: 500, packetsLost: 5, jitter: 0.004 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.05 },
    { type: "remote-inbound-rtp", roundTripTime: 0.03 },
  ];
  const report = new Map(lines.map((line, index) => [String(index), line])) as unknown as RTCStatsReport;
  expect(countersOf(report)).toEqual({ received: 500, lost: 5, jitter: 4, roundTrip: 30 });
  expect(countersOf(new Map() as unknown as RTCStatsReport)).toBeNull();
});

test("a chosen device that is not plugged in is lost; none is before the browser names any", () => {
  const headset = { id: "h", label: "Headset" };
  const none = { id: "", label: "" };
  const chosen = { microphone: headset, talk: headset, ring: none };
  expect(lostDevices(chosen, [headset], [headset])).toEqual([]);
  expect(lostDevices(chosen, [{ id: "x", label: "Other" }], [headset])).toEqual(["microphone"]);
  expect(lostDevices(chosen, [], [])).toEqual([]);
});

test("the first seconds are reported at once, then every ten, and what is left at the end", async () => {
  vi.useFakeTimers();
  let received = 0;
  const getStats = () => {
    received += 100;
    const line = { type: "inbound-rtp", kind: "audio", packetsReceived: received, packetsLost: 0, jitter: 0.001 };
    return Promise.resolve(new Map([["in", line]]));
  };
  const measured: Quality[] = [];
  const reports: Quality[] = [];
  const watch = new QualityWatch({ getStats } as unknown as RTCPeerConnection, {
    measured: (now) => measured.push(now),
    report: (stretch) => reports.push(stretch),
  });
  const counts: number[] = [];
  for (let seconds = 0; seconds < 16; seconds += 2) {
    await vi.advanceTimersByTimeAsync(2_000);
    counts.push(reports.length);
  }
  expect(counts).toEqual([0, 1, 1, 1, 1, 1, 2, 2]);
  watch.stop();
  expect(reports).toHaveLength(3);
  window.dispatchEvent(new Event("pagehide"));
  expect(reports).toHaveLength(3);
  expect(measured).toHaveLength(7);
  expect(reports[0]).toEqual(qualityOf({ loss: 0, jitter: 1, roundTrip: 0 }));
});

test("a page that goes tells what it has measured since the last report", async () => {
  vi.useFakeTimers();
  let received = 0;
  const getStats = () => {
    received += 100;
    const line = { type: "inbound-rtp", kind: "audio", packetsReceived: received, packetsLost: 0, jitter: 0.001 };
    return Promise.resolve(new Map([["in", line]]));
  };
  const report = vi.fn();
  const watch = new QualityWatch({ getStats } as unknown as RTCPeerConnection, { measured: () => undefined, report });
  await vi.advanceTimersByTimeAsync(8_000);
  expect(report).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new Event("pagehide"));
  expect(report).toHaveBeenCalledTimes(2);
  watch.stop();
  expect(report).toHaveBeenCalledTimes(2);
});

/** Moments for promises. Pure. */

/** The same time tomorrow, on the next quarter of an hour. */
export function tomorrow(now: Date): Date {
  const quarter = 15 * 60_000;
  const due = new Date(Math.ceil(now.getTime() / quarter) * quarter);
  due.setDate(due.getDate() + 1);
  return due;
}

/** A moment as a `datetime-local` field takes it, by the reader's clock. */
export function localInput(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The quarter of an hour that comes after the given minutes. */
export function quarterAfter(now: Date, minutes: number): Date {
  const quarter = 15 * 60_000;
  return new Date(Math.ceil((now.getTime() + minutes * 60_000) / quarter) * quarter);
}

/** How far ahead a promise may be made; the server refuses what is later. */
const FARTHEST_MS = 31 * 24 * 3_600_000;

/** What is wrong with a moment for a promise, or null. */
export function dueFault(typed: string, now: number): "past" | "far" | null {
  const at = new Date(typed).getTime();
  if (Number.isNaN(at) || at <= now) return "past";
  return at > now + FARTHEST_MS ? "far" : null;
}

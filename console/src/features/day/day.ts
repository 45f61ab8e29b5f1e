/** Days and bars of the personal day view. Pure. */

export interface Span {
  readonly since: Date;
  readonly until: Date;
}

interface Stay {
  readonly started_at: string;
  readonly ended_at: string;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180].map((minutes) => minutes * MINUTE);

/** Minutes between marks so that there is at most a dozen of them. */
function step(length: number): number {
  return STEPS.find((one) => length / one <= 12) ?? 6 * 60 * MINUTE;
}

/** The part of the day worth drawing: from the first state that is not "logged off" to the last, in whole steps. */
export function drawn(stays: readonly (Stay & { state: string })[], day: Span): Span {
  const work = stays.filter(({ state }) => state !== "logged_off");
  const first = work[0];
  const last = work.at(-1);
  if (first === undefined || last === undefined) return day;
  const from = Date.parse(first.started_at) - day.since.getTime();
  const to = Date.parse(last.ended_at) - day.since.getTime();
  const whole = step(to - from);
  const since = Math.floor(from / whole) * whole;
  const until = Math.max(Math.ceil(to / whole) * whole, since + whole);
  return { since: new Date(day.since.getTime() + since), until: new Date(day.since.getTime() + until) };
}

/** Where a stay lies within a span, as shares of its width. */
export function bar({ started_at, ended_at }: Stay, { since, until }: Span): { left: number; width: number } | null {
  const whole = until.getTime() - since.getTime();
  const left = Math.max(0, (Date.parse(started_at) - since.getTime()) / whole);
  const right = Math.min(1, (Date.parse(ended_at) - since.getTime()) / whole);
  return right > left ? { left, width: right - left } : null;
}

/** The marks under a span, its ends among them. */
export function marks({ since, until }: Span): Date[] {
  const length = until.getTime() - since.getTime();
  const every = step(length);
  const found: Date[] = [];
  for (let at = 0; at <= length; at += every) found.push(new Date(since.getTime() + at));
  return found;
}

/** Days and bars of the personal day view. Pure. */

export interface Span {
  readonly since: Date;
  readonly until: Date;
}

/** The day that lies `back` days before the given moment, from midnight to midnight by the reader's clock. */
export function dayBefore(now: Date, back: number): Span {
  const since = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
  const until = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back + 1);
  return { since, until };
}

interface Stay {
  readonly started_at: string;
  readonly ended_at: string;
}

/** The part of the day worth drawing: from the first state that is not "logged off" to the last, in whole hours. */
export function drawn(stays: readonly (Stay & { state: string })[], day: Span): Span {
  const work = stays.filter(({ state }) => state !== "logged_off");
  const first = work[0];
  const last = work.at(-1);
  if (first === undefined || last === undefined) return day;
  const hour = 3_600_000;
  const zone = day.since.getTime() % hour;
  const since = Math.floor((Date.parse(first.started_at) - zone) / hour) * hour + zone;
  const until = Math.ceil((Date.parse(last.ended_at) - zone) / hour) * hour + zone;
  return { since: new Date(since), until: new Date(Math.max(until, since + hour)) };
}

/** Where a stay lies within a span, as shares of its width. */
export function bar({ started_at, ended_at }: Stay, { since, until }: Span): { left: number; width: number } | null {
  const whole = until.getTime() - since.getTime();
  const left = Math.max(0, (Date.parse(started_at) - since.getTime()) / whole);
  const right = Math.min(1, (Date.parse(ended_at) - since.getTime()) / whole);
  return right > left ? { left, width: right - left } : null;
}

/** The full hours within a span, at most a dozen of them. */
export function hours({ since, until }: Span): Date[] {
  const hour = 3_600_000;
  const count = Math.round((until.getTime() - since.getTime()) / hour);
  const every = Math.max(1, Math.ceil(count / 12));
  const marks: Date[] = [];
  for (let at = 0; at <= count; at += every) marks.push(new Date(since.getTime() + at * hour));
  return marks;
}

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

/** Milliseconds to wait before the given attempt (0 = first): doubling up to 10 s, with jitter so that desks do not return as one. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(10_000, 500 * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + random() * (ceiling / 2);
}

/** The loudest sample of each of `count` equal stretches, 0 to 1. */
export function peaksOf(samples: Float32Array, count: number): number[] {
  const size = Math.max(1, Math.ceil(samples.length / count));
  const peaks: number[] = [];
  for (let start = 0; start < samples.length; start += size) {
    let peak = 0;
    for (let index = start; index < Math.min(start + size, samples.length); index++) {
      peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    }
    peaks.push(Math.min(1, peak));
  }
  return peaks;
}

/** How many bytes had passed at a moment. */
export interface ByteCount {
  readonly atMs: number;
  readonly bytes: number;
}

/**
 * How many seconds, none of which overlap, had a higher rate than that, whenever they began. A second is what lies between two counts, so it is
 * somewhat longer where they are far apart.
 * @param kbitPerSecond a rate of exactly that is not above it
 */
export function secondsAbove(counts: readonly ByteCount[], kbitPerSecond: number): number {
  let seconds = 0;
  for (let first = 0; first < counts.length; first += 1) {
    const since = counts[first]!;
    const last = counts.findIndex(({ atMs }) => atMs - since.atMs >= 1000);
    if (last < 0) break;
    const { atMs, bytes } = counts[last]!;
    if (((bytes - since.bytes) * 8) / (atMs - since.atMs) <= kbitPerSecond) continue;
    seconds += 1;
    // The next one begins where this one ended.
    first = last - 1;
  }
  return seconds;
}

/** What many measurements of one thing come to, in the unit that they are in. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

/** The value below which that part of them lies; NaN of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const spreadOf = (values: readonly number[]): Spread => ({
  p50: rounded(median(values)),
  p99: rounded(percentile(values, 0.99)),
  count: values.length,
});

/** To three digits after the point: a microsecond where it is milliseconds. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** How much the values rise for each unit that their places do, by least squares; 0 of fewer than two. */
export function slope(points: readonly { readonly at: number; readonly value: number }[]): number {
  if (points.length < 2) return 0;
  const mean = (read: (point: { at: number; value: number }) => number) =>
    points.reduce((sum, point) => sum + read(point), 0) / points.length;
  const [meanAt, meanValue] = [mean(({ at }) => at), mean(({ value }) => value)];
  const spread = mean(({ at }) => (at - meanAt) ** 2);
  return spread === 0 ? 0 : mean(({ at, value }) => (at - meanAt) * (value - meanValue)) / spread;
}

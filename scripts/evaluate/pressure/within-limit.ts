import type { Point } from '../figure.ts';

/** How far a guest's memory may be from its soft limit. */
export const tolerance = 0.2;

export function isWithinLimit(valueMiB: number, limitMiB: number): boolean {
  return Math.abs(valueMiB - limitMiB) <= limitMiB * tolerance;
}

/** The mean of the points from one moment to another; undefined where there are none. */
export function meanBetween(points: readonly Point[], from: number, to: number): number | undefined {
  const values = points.filter(({ seconds }) => seconds >= from && seconds <= to).map(({ value }) => value);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How long after a moment a guest's memory came within the limit, and stayed so until another; undefined where it did not. */
export function secondsUntilWithin(
  points: readonly Point[],
  limitMiB: number,
  from: number,
  to: number,
): number | undefined {
  const looked = points.filter(({ seconds }) => seconds >= from && seconds <= to);
  const lastOutside = looked.findLastIndex(({ value }) => !isWithinLimit(value, limitMiB));
  const first = looked[lastOutside + 1];
  return first === undefined ? undefined : first.seconds - from;
}

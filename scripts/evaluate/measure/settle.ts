import type { Point } from '../figure.ts';

export interface SettleOptions {
  /** From when it is counted, usually the moment of a command. */
  readonly from: number;
  /** Until when it has to hold. */
  readonly until: number;
  readonly windowSeconds?: number;
  /** Whether what was seen in a window is as it should be. */
  readonly isSettled: (from: number, to: number) => boolean;
}

const stepSeconds = 0.05;

/**
 * How long it takes from `from` until the first moment from which on every window is as it should be.
 * @returns seconds; undefined where not even the last window is
 */
export function settleSeconds({ from, until, windowSeconds = 1, isSettled }: SettleOptions): number | undefined {
  let settledAt: number | undefined;
  const windows = Math.floor((until - windowSeconds - from) / stepSeconds);
  for (let step = 0; step <= windows; step += 1) {
    const at = from + step * stepSeconds;
    if (!isSettled(at, at + windowSeconds)) settledAt = undefined;
    else settledAt ??= at;
  }
  return settledAt === undefined ? undefined : settledAt - from;
}

/**
 * How long after `from` a quantity had made 95 % of its way from what it was then to `to`, for the first time.
 * @returns seconds; undefined where it never had
 */
export function arrivalSeconds(points: readonly Point[], from: number, to: number): number | undefined {
  const start = points.findLast(({ seconds }) => seconds <= from)?.value ?? points[0]?.value ?? to;
  const isThere = ({ value }: Point) => Math.abs(value - to) <= 0.05 * Math.abs(start - to);
  const found = points.find((point) => point.seconds > from && isThere(point));
  return found && found.seconds - from;
}

import type { Point } from '../figure.ts';

/** What a counter stood at at a moment between two of its points, or at the nearest one beyond them. */
export function countAt(counter: readonly Point[], seconds: number): number {
  const next = counter.findIndex((point) => point.seconds >= seconds);
  const [before, after] = [counter[next - 1], counter[next]];
  if (after === undefined) return counter.at(-1)?.value ?? Number.NaN;
  if (before === undefined) return after.value;
  const part = (seconds - before.seconds) / (after.seconds - before.seconds);
  return before.value + part * (after.value - before.value);
}

/** What a counter grew by from one moment to another. */
export function growth(counter: readonly Point[], from: number, to: number): number {
  return countAt(counter, to) - countAt(counter, from);
}

/** What a counter grew by per second, over the window around each of its points that has a whole one. */
export function ratesOf(counter: readonly Point[], windowSeconds = 1): Point[] {
  const [first, last] = [counter[0]?.seconds ?? 0, counter.at(-1)?.seconds ?? 0];
  return counter.flatMap(({ seconds }) => {
    const [from, to] = [seconds - windowSeconds / 2, seconds + windowSeconds / 2];
    return from < first || to > last ? [] : [{ seconds, value: growth(counter, from, to) / windowSeconds }];
  });
}

/** The points with each value multiplied. */
export function scaled(points: readonly Point[], factor: number): Point[] {
  return points.map(({ seconds, value }) => ({ seconds, value: value * factor }));
}

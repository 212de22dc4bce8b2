import type { Point } from '../figure.ts';
import { growth } from './rates.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The times between two looks at queues at both of which something waited in every one of them. The queues were looked at at the same moments. */
export function busySpans(queues: readonly (readonly Point[])[], from: number, to: number): Span[] {
  const looks = (queues[0] ?? []).map(({ seconds }, index) => ({
    seconds,
    isBusy: queues.every((queue) => (queue[index]?.value ?? 0) > 0),
  }));
  return looks.slice(1).flatMap((look, index) => {
    const before = looks[index]!;
    const isInside = before.seconds >= from && look.seconds <= to;
    return isInside && before.isBusy && look.isBusy ? [{ from: before.seconds, to: look.seconds }] : [];
  });
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** What a counter grew by per second during the spans. */
export function rateDuring(counter: readonly Point[], spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + growth(counter, from, to), 0) / lengthOf(spans);
}

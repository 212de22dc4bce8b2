import type { Point } from '../figure.ts';
import { growth } from './rates.ts';

/** A number for each server, by its name. */
export type ByServer = Readonly<Record<string, number>>;
export type Counters = Readonly<Record<string, readonly Point[]>>;

/** Each number as a part of their sum. */
export function partsOf(numbers: ByServer): Record<string, number> {
  const sum = Object.values(numbers).reduce((total, each) => total + each, 0);
  return Object.fromEntries(Object.entries(numbers).map(([name, each]) => [name, each / sum]));
}

/** What the counters of the servers named in `weights` grew by, each as a part of what these grew by together. */
export function splitBetween(counters: Counters, weights: ByServer, from: number, to: number): Record<string, number> {
  const grown = Object.keys(weights).map((name) => [name, growth(counters[name] ?? [], from, to)]);
  return partsOf(Object.fromEntries(grown));
}

/** How far the number that is farthest from what it should be is from that, as a part of it. */
export function deviation(seen: ByServer, wanted: ByServer): number {
  return Math.max(...Object.entries(wanted).map(([name, value]) => Math.abs((seen[name] ?? 0) / value - 1)));
}

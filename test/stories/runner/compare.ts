import type { Outcome, Step } from './parse-story.ts';

const anyLines = '...';

/**
 * The shortest way from the expected lines to those that came, `-` before what is missing and `+` before what is too much; undefined where
 * they match.
 */
export function compareLines(expected: readonly string[], got: readonly string[]): string[] | undefined {
  const costs = costsOf(expected, got);
  const cost = (row: number, column: number): number => costs[row]?.[column] ?? Number.POSITIVE_INFINITY;
  if (cost(0, 0) === 0) return undefined;
  const shown: string[] = [];
  for (let row = 0, column = 0; row < expected.length || column < got.length; ) {
    const here = cost(row, column);
    if (matches(expected[row], got[column]) && here === cost(row + 1, column + 1)) {
      shown.push(`  ${got[column]}`);
      row += 1;
      column += 1;
    } else if (expected[row] === anyLines && here === cost(row + 1, column)) row += 1;
    else if (expected[row] === anyLines && here === cost(row, column + 1)) shown.push(`  ${got[column++]}`);
    else if (here === cost(row + 1, column) + 1) shown.push(`- ${expected[row++]}`);
    else shown.push(`+ ${got[column++]}`);
  }
  return shown;
}

/** For the lines from each row and each column on: how many must be taken away or added. */
function costsOf(expected: readonly string[], got: readonly string[]): number[][] {
  const costs = Array.from({ length: expected.length + 1 }, () => new Array<number>(got.length + 1).fill(0));
  const cost = (row: number, column: number): number => costs[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = expected.length; row >= 0; row--) {
    const step = expected[row] === anyLines ? 0 : 1;
    for (let column = got.length; column >= 0; column--) {
      if (row === expected.length && column === got.length) continue;
      const both = matches(expected[row], got[column]) ? cost(row + 1, column + 1) : Number.POSITIVE_INFINITY;
      costs[row]![column] = Math.min(both, step + cost(row + 1, column), step + cost(row, column + 1));
    }
  }
  return costs;
}

/** Whether a line is as expected, where `...` is any text. */
function matches(expected: string | undefined, got: string | undefined): boolean {
  if (expected === undefined || got === undefined) return false;
  const literals = expected.split('...').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 's').test(got);
}

/** What a command did otherwise than its story says, for a reader; undefined where nothing. */
export function compareOutcome({ expected }: Step, got: Outcome): string[] | undefined {
  const complaints: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const difference = compareLines(expected[stream], got[stream]);
    if (difference !== undefined) complaints.push(`${stream}: - expected, + got`, ...difference);
  }
  if (got.exitStatus !== expected.exitStatus) {
    complaints.push(`exit status: expected ${expected.exitStatus}, got ${got.exitStatus}`);
  }
  return complaints.length === 0 ? undefined : complaints;
}

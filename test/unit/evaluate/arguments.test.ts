import { afterEach, expect, test, vi } from 'vitest';
import { isHelp, parseArguments } from '../../../scripts/evaluate/arguments.ts';
import type { Figure } from '../../../scripts/evaluate/figure.ts';

const figure = (number: string, odd: Partial<Figure> = {}): Figure => ({
  number,
  title: `about ${number}`,
  thesis: '',
  differences: [],
  run: async () => ({ panels: [], findings: [] }),
  ...odd,
});
const figures = [figure('5.2'), figure('5.3', { onlyWhenNamed: true }), figure('5.7', { also: ['5.7a', 'B.3'] })];
const parse = (...argv: string[]) => parseArguments(argv, figures, '/out');
const numbers = (...argv: string[]) => parse(...argv).figures.map(({ number }) => number);

/** What is told on a stream while something fails. */
function told(stream: 'stdout' | 'stderr', act: () => unknown): { text: string; error: unknown } {
  const write = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  try {
    act();
  } catch (error) {
    return { text: write.mock.calls.join(''), error };
  }
  throw new Error('nothing failed');
}

afterEach(() => vi.restoreAllMocks());

test('without a name it is each figure but those that must be named', () => {
  expect(numbers()).toEqual(['5.2', '5.7']);
});

test('with names it is those figures, in the order in which they are shown, each once', () => {
  expect(numbers('5.3', '5.2')).toEqual(['5.2', '5.3']);
  expect(numbers('B.3', '5.7', '5.7a')).toEqual(['5.7']);
});

test('an unknown figure is refused in one sentence that names those there are', () => {
  const { text, error } = told('stderr', () => parse('5.2', '6.1'));

  expect(text).toBe('evaluate: there is no figure 6.1: there are 5.2, 5.3, 5.7\n');
  expect(isHelp(error)).toBe(false);
});

test('an unknown option is refused', () => {
  expect(told('stderr', () => parse('--fast')).text).toContain("unknown option '--fast'");
});

test('--help lists the figures', () => {
  const { text, error } = told('stdout', () => parse('--help'));

  expect(isHelp(error)).toBe(true);
  expect(text).toContain('5.3       about 5.3 (only when it is named)');
  expect(text).toContain('5.7       about 5.7 (also 5.7a, B.3)');
});

test('--out and --page are read, and have a default', () => {
  expect(parse()).toMatchObject({ out: '/out', pageOnly: false });
  expect(parse('--out', 'there', '--page')).toMatchObject({ out: 'there', pageOnly: true });
});

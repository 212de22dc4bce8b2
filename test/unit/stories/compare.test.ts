import { describe, expect, test } from 'vitest';
import { compareLines, compareOutcome } from '../../stories/runner/compare.ts';

describe('compareLines', () => {
  test.each([
    [[], []],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [['a ... c'], ['a b c']],
    [['...'], []],
    [['...'], ['a', 'b']],
    [
      ['a', '...', 'd'],
      ['a', 'b', 'c', 'd'],
    ],
    [
      ['...', 'b', '...'],
      ['a', 'b', 'b', 'c'],
    ],
    [['(a.c) [x]* ...'], ['(a.c) [x]* y']],
  ])('%j matches %j', (expected, got) => {
    expect(compareLines(expected, got)).toBeUndefined();
  });

  test.each([
    [['a'], ['b']],
    [['a'], []],
    [[], ['a']],
    [['a'], ['a ']],
    [['a'], ['a (no-eol)']],
    [['a.c'], ['abc']],
    [['a ...'], ['a b', 'c']],
    [
      ['a', '...', 'd'],
      ['a', 'b', 'c'],
    ],
    [
      ['...', 'b'],
      ['b', 'a'],
    ],
  ])('%j does not match %j', (expected, got) => {
    expect(compareLines(expected, got)).toBeDefined();
  });

  test('shows the lines that differ among those that do not', () => {
    expect(compareLines(['a', 'b', 'd ...'], ['a', 'c', 'd e', 'f'])).toEqual(['  a', '- b', '+ c', '  d e', '+ f']);
  });

  test('shows what stands for any lines as it came', () => {
    expect(compareLines(['a', '...', 'd'], ['a', 'b', 'c', 'e'])).toEqual(['  a', '  b', '  c', '  e', '- d']);
  });
});

describe('compareOutcome', () => {
  const step = { line: 1, command: 'a', expected: { stdout: ['one'], stderr: ['two'], exitStatus: 3 } };

  test('has nothing to say of what is as expected', () => {
    expect(compareOutcome(step, step.expected)).toBeUndefined();
  });

  test('names each stream that differs, and the exit status', () => {
    expect(compareOutcome(step, { stdout: ['one'], stderr: [], exitStatus: 0 })).toEqual([
      'stderr: - expected, + got',
      '- two',
      'exit status: expected 3, got 0',
    ]);
  });
});

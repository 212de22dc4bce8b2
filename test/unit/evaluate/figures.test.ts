import { expect, test } from 'vitest';
import { figures } from '../../../scripts/evaluate/figures.ts';

test('every figure has a name of its own, and a sentence on what is otherwise', () => {
  const names = figures.flatMap(({ number, also = [] }) => [number, ...also]);

  expect(new Set(names).size).toBe(names.length);
  expect(figures.filter(({ differences }) => differences.length === 0)).toEqual([]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Kept } from '../../../src/inventory/kept.ts';

const now = () => performance.now();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('what is kept is forgotten when it is too old, and takes no room then', () => {
  const kept = new Kept<number>(1000);
  for (let number = 0; number < 500; number += 1) {
    kept.keep(`id-${number}`, { value: number, domainName: `name-${number}`, askedAt: now() });
    vi.advanceTimersByTime(10);
  }

  expect(kept.find('id-499')).toBe(499);
  expect(kept.find('id-300')).toBeUndefined();
  expect(kept.values()).toHaveLength(100);
});

test('what was learnt earlier never takes the place of what was learnt later', () => {
  const kept = new Kept<string>();
  kept.keep('id', { value: 'later', domainName: 'one', askedAt: 2 });

  kept.keep('id', { value: 'earlier', domainName: 'one', askedAt: 1 });

  expect(kept.find('id')).toBe('later');
});

test('an event takes away the domain of its name, and those whose name nobody knows', () => {
  const kept = new Kept<string>();
  kept.keep('a', { value: 'a', domainName: 'one', askedAt: now() });
  kept.keep('b', { value: 'b', domainName: 'two', askedAt: now() });
  kept.keep('c', { value: 'c', domainName: undefined, askedAt: now() });

  kept.dropNamed('one');

  expect(kept.values()).toEqual(['b']);
});

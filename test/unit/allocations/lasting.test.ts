import { expect, test } from 'vitest';
import { Lasting } from '../../../src/allocations/lasting.ts';
import { ms } from '../../../src/units.ts';

/** What each look answers, a second after the one before; the grace time is two seconds. */
function looks(...found: readonly string[][]): string[][] {
  let nowMs = 0;
  const lasting = new Lasting(ms(2000), () => nowMs);
  return found.map((keys) => {
    nowMs += 1000;
    return [...lasting.look(keys)];
  });
}

test('what is found has lasted once the grace time is over', () => {
  expect(looks(['a'], ['a', 'b'], ['a', 'b'], ['a', 'b'])).toEqual([[], [], ['a'], ['a', 'b']]);
});

test('what one look does not find begins anew', () => {
  expect(looks(['a'], ['a'], [], ['a'], ['a'], ['a'])).toEqual([[], [], [], [], [], ['a']]);
});

test('one look is never enough, however short the grace time', () => {
  const lasting = new Lasting(ms(0), () => 0);

  expect([...lasting.look(['a'])]).toEqual([]);
  expect([...lasting.look(['a'])]).toEqual(['a']);
});

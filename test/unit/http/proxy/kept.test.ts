import { expect, test } from 'vitest';
import { keep } from '../../../../src/http/proxy/kept.ts';

/** Answers 1, 2, 3 …, or fails where it is told to, at a time that stands still. */
function asking(failing: readonly number[] = []) {
  const clock = { ms: 0 };
  let times = 0;
  const ask = async () => {
    times += 1;
    if (failing.includes(times)) throw new Error(`failed ${times}`);
    return times;
  };
  return { clock, get: keep(ask, () => clock.ms), times: () => times };
}

const sixMinutes = 360_000;

test('keep asks once for many who want to know at once, and for those who come later', async () => {
  const { clock, get, times } = asking();

  expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1]);
  clock.ms = 299_000;
  expect(await get()).toBe(1);
  expect(times()).toBe(1);
});

test('keep asks again after a first failure', async () => {
  const { get } = asking([1]);

  await expect(get()).rejects.toThrow('failed 1');
  expect(await get()).toBe(2);
});

test('keep answers what is old at once, and what is new to the next', async () => {
  const { clock, get } = asking();
  await get();
  clock.ms = sixMinutes;

  expect(await get()).toBe(1);
  expect(await get()).toBe(2);
});

test('keep answers what is old for as long as nothing newer can be had', async () => {
  const { clock, get } = asking([2, 3]);
  await get();
  clock.ms = sixMinutes;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const answers: number[] = [];

  for (let times = 0; times < 4; times += 1) {
    answers.push(await get());
    await settled();
  }

  expect(answers).toEqual([1, 1, 1, 4]);
});

import { expect, test } from 'vitest';
import { Joined } from '../../src/joined.ts';
import { Gate } from './compute/gate.ts';

test('Joined answers all who ask while an answer is under way with that one', async () => {
  const joined = new Joined<number>();
  let asked = 0;
  const ask = async () => ++asked;

  expect(await Promise.all([joined.ask('key', ask), joined.ask('key', ask)])).toEqual([1, 1]);
});

test('Joined asks anew once an answer is there', async () => {
  const joined = new Joined<number>();
  let asked = 0;
  const ask = async () => ++asked;

  await joined.ask('key', ask);

  expect(await joined.ask('key', ask)).toBe(2);
});

test('Joined asks anew after a failure, which all who waited for it get', async () => {
  const joined = new Joined<string>();
  const fail = () => Promise.reject(new Error('broken'));

  const failures = await Promise.allSettled([joined.ask('key', fail), joined.ask('key', fail)]);

  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(joined.ask('key', async () => 'well')).resolves.toBe('well');
});

test('Joined keeps keys apart', async () => {
  const joined = new Joined<string>();
  const gate = new Gate();
  const held = joined.ask('one', async () => {
    await gate.opened;
    return 'one';
  });

  expect(await joined.ask('other', async () => 'other')).toBe('other');

  gate.open();
  expect(await held).toBe('one');
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Endings } from '../../../scripts/evaluate/endings.ts';
import { startRecorder } from '../../../scripts/evaluate/recorder.ts';

const tools = (signal = new AbortController().signal) => ({
  novatune: async () => '',
  signal,
  began: () => undefined,
});

test('a recorder marks a deed when it is done, and knows when it was begun', async () => {
  const recorder = startRecorder(tools());

  const deed = await recorder.does('VM1 works', () => sleep(50));

  expect(deed.seconds - deed.begunSeconds).toBeGreaterThan(0.04);
  expect(recorder.marks).toEqual([deed]);
});

test('a recorder marks a command by its words', async () => {
  const recorder = startRecorder(tools());

  await recorder.novatune('lv-set-mem', 'VM3', '512');

  expect(recorder.marks.map(({ text }) => text)).toEqual(['lv-set-mem VM3 512']);
});

test('a sampling looks until it is stopped', async () => {
  let looks = 0;
  const sampling = startRecorder(tools()).sample(5, async () => {
    looks += 1;
    return { VM1: looks };
  });
  await sleep(60);
  await sampling.stop();
  const seen = sampling.points.VM1.length;
  await sleep(30);

  expect(seen).toBeGreaterThan(2);
  expect(sampling.points.VM1.length).toBe(seen);
  expect(sampling.points.VM1.map(({ value }) => value).slice(0, 3)).toEqual([1, 2, 3]);
});

test('a look that throws ends the sampling, and whoever stops it is told', async () => {
  const sampling = startRecorder(tools()).sample(5, async () => {
    throw new Error('no such guest');
  });
  await sleep(20);

  await expect(sampling.stop()).rejects.toThrow('no such guest');
});

test('a recorder that is interrupted does nothing more', async () => {
  const interrupted = new AbortController();
  const recorder = startRecorder(tools(interrupted.signal));
  interrupted.abort(new Error('interrupted'));
  let isDone = false;

  await expect(
    recorder.does('late', async () => {
      isDone = true;
    }),
  ).rejects.toThrow('interrupted');

  expect(isDone).toBe(false);
});

test('Endings does everything, the last first, also where one fails, and tells of that', async () => {
  const done: string[] = [];
  const endings = new Endings();
  endings.add(async () => done.push('first'));
  endings.add(async () => {
    throw new Error('no way back');
  });
  endings.add(async () => done.push('last'));

  await expect(endings.run()).rejects.toThrow('not everything is as it was: no way back');

  expect(done).toEqual(['last', 'first']);
});

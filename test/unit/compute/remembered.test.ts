import { describe, expect, test, vi } from 'vitest';
import { Remembered, RememberedBy } from '../../../src/compute/remembered.ts';
import { Gate } from './gate.ts';

describe('Remembered', () => {
  test('asks once, however many want to know at the same time', async () => {
    let asked = 0;
    const remembered = new Remembered(async () => ++asked);

    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
    expect(await remembered.get()).toBe(1);
  });

  test('asks again after a failure', async () => {
    let asked = 0;
    const remembered = new Remembered(async () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
      return asked;
    });

    await expect(remembered.get()).rejects.toThrow('not yet');
    expect(await remembered.get()).toBe(2);
  });

  test('asks only once more for all who waited for the same failure', async () => {
    let asked = 0;
    const remembered = new Remembered(async () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
      return asked;
    });
    const again = () => remembered.get().catch(() => remembered.get());

    const answers = await Promise.all([again(), again(), again()]);

    expect(answers).toEqual([2, 2, 2]);
  });

  test('asks again after it was told to forget', async () => {
    let asked = 0;
    const remembered = new Remembered(async () => ++asked);
    await remembered.get();

    remembered.forget();

    expect(await remembered.get()).toBe(2);
  });

  test('does not lose a newer answer when an older question fails after all', async () => {
    const gate = new Gate();
    let asked = 0;
    const remembered = new Remembered(async () => {
      asked += 1;
      if (asked > 1) return asked;
      await gate.opened;
      throw new Error('too late');
    });
    const older = remembered.get();
    remembered.forget();
    await remembered.get();

    gate.open();
    await expect(older).rejects.toThrow('too late');

    expect(await remembered.get()).toBe(2);
  });

  test('asks again when an answer is older than it may be', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const remembered = new Remembered(async () => ++asked, 1000);

    expect(await remembered.get()).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(await remembered.get()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await remembered.get()).toBe(2);
    vi.useRealTimers();
  });
});

describe('RememberedBy', () => {
  test('keeps one answer for each key', async () => {
    const asked: string[] = [];
    const remembered = new RememberedBy(async (key) => asked.push(key), 1000);

    await remembered.get('br0');
    await remembered.get('br1');
    await remembered.get('br0');

    expect(asked).toEqual(['br0', 'br1']);
  });

  test('asks again for every key after it was told to forget', async () => {
    const asked: string[] = [];
    const remembered = new RememberedBy(async (key) => asked.push(key), 1000);
    await remembered.get('br0');

    remembered.forget();
    await remembered.get('br0');

    expect(asked).toEqual(['br0', 'br0']);
  });
});

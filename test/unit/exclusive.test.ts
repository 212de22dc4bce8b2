import { describe, expect, test } from 'vitest';
import { Exclusive } from '../../src/exclusive.ts';
import { Fault } from '../../src/faults.ts';
import { ms } from '../../src/units.ts';
import { Gate } from './compute/gate.ts';

const long = ms(60_000);
const short = ms(5);

describe('Exclusive', () => {
  test('runs works of one key one after the other, in the order they came', async () => {
    const exclusive = new Exclusive();
    const story: string[] = [];
    const work = (name: string) => async () => {
      story.push(`${name} begins`);
      await new Promise(setImmediate);
      story.push(`${name} ends`);
    };

    await Promise.all(['a', 'b', 'c'].map((name) => exclusive.run('key', long, work(name))));

    expect(story).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  test('is idle when the last work has ended, and not before', async () => {
    const exclusive = new Exclusive();
    const gate = new Gate();
    const held = exclusive.run('key', long, () => gate.opened);
    const next = exclusive.run('key', long, async () => {});
    let idle = false;
    const waiting = exclusive.idle().then(() => {
      idle = true;
    });

    await new Promise(setImmediate);
    expect(idle).toBe(false);

    gate.open();
    await Promise.all([held, next, waiting]);
    expect(exclusive.size).toBe(0);
  });

  test('runs works of different keys side by side', async () => {
    const exclusive = new Exclusive();
    const gate = new Gate();
    const held = exclusive.run('one', long, () => gate.opened);

    await expect(exclusive.run('other', long, async () => 'done')).resolves.toBe('done');

    gate.open();
    await held;
  });

  test('goes on with the next work after one that failed', async () => {
    const exclusive = new Exclusive();
    const failing = exclusive.run('key', long, () => Promise.reject(new Error('broken')));
    const next = exclusive.run('key', long, async () => 'done');

    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });

  test('is free again after a work that throws before it has a promise', async () => {
    const exclusive = new Exclusive();
    const throwing = exclusive.run('key', long, () => {
      throw new Error('broken');
    });

    await expect(throwing).rejects.toThrow('broken');
    await expect(exclusive.run('key', short, async () => 'done')).resolves.toBe('done');
  });

  test('refuses a work whose turn does not come in time, and never begins it', async () => {
    const exclusive = new Exclusive();
    const gate = new Gate();
    const begun: string[] = [];
    const held = exclusive.run('key', long, () => gate.opened);

    const late = exclusive.run('key', short, async () => begun.push('late'));
    await expect(late).rejects.toThrow(Fault);
    await expect(late).rejects.toMatchObject({ kind: 'hostUnavailable' });
    gate.open();
    await held;
    await exclusive.run('key', long, async () => begun.push('next'));

    expect(begun).toEqual(['next']);
  });

  test('lets those behind a work that gave up have their turn', async () => {
    const exclusive = new Exclusive();
    const gate = new Gate();
    const held = exclusive.run('key', long, () => gate.opened);
    const late = exclusive.run('key', short, async () => 'late');
    const patient = exclusive.run('key', long, async () => 'patient');

    await expect(late).rejects.toThrow();
    gate.open();

    await expect(patient).resolves.toBe('patient');
    await held;
  });

  test('keeps nothing of a key that nobody uses any more, not even after a work gave up', async () => {
    const exclusive = new Exclusive();
    const gate = new Gate();
    const held = exclusive.run('key', long, () => gate.opened);
    const late = exclusive.run('key', short, async () => 'late');

    expect(exclusive.size).toBe(1);
    await expect(late).rejects.toThrow();
    gate.open();
    await held;

    expect(exclusive.size).toBe(0);
  });

  test('never runs two works of one key at a time, whoever gives up in between', async () => {
    const exclusive = new Exclusive();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
    };

    const waits = Array.from({ length: 60 }, (_, index) => exclusive.run('key', index % 3 === 0 ? ms(1) : long, work));
    await Promise.allSettled(waits);

    expect({ most, running, size: exclusive.size }).toEqual({ most: 1, running: 0, size: 0 });
  });
});

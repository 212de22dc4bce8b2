import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ControllerDoubt } from '../../../src/compute/controller-doubt.ts';
import { failed } from './scripted-host.ts';

const missing = failed('exit', "error: Requested operation is not valid: blkio cgroup isn't mounted");

/** A command that says so for the first `times` times; each of its runs takes a second of the clock. */
function refusing(times: number) {
  let runs = 0;
  const run = async () => {
    runs += 1;
    vi.advanceTimersByTime(1000);
    if (runs <= times) throw missing;
    return 'weight';
  };
  return { run, runs: () => runs };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('ControllerDoubt', () => {
  test('asks again while a libvirtd may only not have found the controller yet', async () => {
    const command = refusing(2);

    expect(await new ControllerDoubt().run('blkiotune', 60_000, command.run)).toBe('weight');
    expect(command.runs()).toBe(3);
  });

  test('believes it after three seconds, and from then on at once', async () => {
    const doubt = new ControllerDoubt();
    const command = refusing(100);

    await expect(doubt.run('blkiotune', 60_000, command.run)).rejects.toBe(missing);
    expect(command.runs()).toBe(3);
    await expect(doubt.run('blkiotune', 60_000, command.run)).rejects.toBe(missing);
    expect(command.runs()).toBe(4);
  });

  test('doubts no longer than it may, so that the answer is in time', async () => {
    const command = refusing(100);

    await expect(new ControllerDoubt().run('blkiotune', 1500, command.run)).rejects.toBe(missing);
    expect(command.runs()).toBe(2);
  });

  test('doubts every command for itself, and all again once told to forget', async () => {
    const doubt = new ControllerDoubt();
    await doubt.run('blkiotune', 1, refusing(100).run).catch(() => {});
    const other = refusing(1);
    const again = refusing(1);

    expect(await doubt.run('memtune', 60_000, other.run)).toBe('weight');
    doubt.forget();
    expect(await doubt.run('blkiotune', 60_000, again.run)).toBe('weight');
  });

  test('lets every other failure through at once', async () => {
    const failure = failed('timeout');
    let runs = 0;
    const run = () => {
      runs += 1;
      return Promise.reject(failure);
    };

    await expect(new ControllerDoubt().run('blkiotune', 60_000, run)).rejects.toBe(failure);
    expect(runs).toBe(1);
  });
});

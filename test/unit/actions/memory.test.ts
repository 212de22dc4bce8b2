import { describe, expect, test, vi } from 'vitest';
import { perform } from '../../../src/actions/index.ts';
import { memoryActions } from '../../../src/actions/memory.ts';
import type { BalloonState } from '../../../src/compute/balloon.ts';
import type { Domain } from '../../../src/compute/domain.ts';
import type { HostSettings } from '../../../src/compute/settings.ts';
import { kib, ms } from '../../../src/units.ts';
import { scriptedDomain, uuid } from '../compute/scripted-host.ts';
import { FakeServers, onHost } from '../fake/fake-servers.ts';

const { plan, revert, settled, answer } = memoryActions['set-current-memory'];
const mib = 1024;

/** 256 MiB, floor 64 MiB. */
const domain = (settings: Partial<HostSettings> = {}, parts: Partial<Domain> = {}): Domain =>
  scriptedDomain(() => undefined, { settings: { memoryFloorKiB: kib(64 * mib), ...settings }, ...parts });

const balloon = (actualMiB: number, usableMiB?: number): BalloonState => ({
  actualKiB: kib(actualMiB * mib),
  lastUpdateS: 1,
  usableKiB: usableMiB === undefined ? undefined : kib(usableMiB * mib),
});

const setmem = (sizeMiB: number) => [{ virsh: ['setmem', uuid, String(sizeMiB * mib), '--live'] }];
const fault = (kind: string, ...figures: string[]) =>
  expect.objectContaining({ kind, message: expect.stringMatching(new RegExp(figures.join('.*'))) });

describe('set-current-memory plans', () => {
  test('one command', () => {
    expect(plan(domain(), { memory: 128 }, balloon(256, 200))).toEqual(setmem(128));
  });

  test('nothing when the guest has that much already', () => {
    expect(plan(domain(), { memory: 128 }, balloon(128, 1))).toEqual([]);
  });

  test('up to the maximum', () => {
    expect(plan(domain(), { memory: 256 }, balloon(128))).toEqual(setmem(256));
  });

  test('nothing above the maximum, and names it in both units', () => {
    expect(() => plan(domain(), { memory: 257 }, balloon(128))).toThrow(
      fault('limitOutOfRange', '263168 KiB', 'maximum', '262144 KiB', '256 MiB'),
    );
  });

  test('down to the floor', () => {
    expect(plan(domain(), { memory: 64 }, balloon(256, 240))).toEqual(setmem(64));
  });

  test('nothing below the floor, and names it in both units', () => {
    expect(() => plan(domain(), { memory: 63 }, balloon(256, 240))).toThrow(
      fault('limitOutOfRange', 'least', '65536 KiB', '64 MiB'),
    );
  });

  test('all the memory of a server that has less than the floor', () => {
    const small = domain({}, { maxMemoryKiB: kib(32 * mib) });

    expect(plan(small, { memory: 32 }, balloon(16))).toEqual(setmem(32));
    expect(() => plan(small, { memory: 31 }, balloon(16))).toThrow(fault('limitOutOfRange', '32 MiB'));
  });

  test('nothing without a balloon device', () => {
    const without = domain({}, { balloon: { present: false, statsPeriodS: 0 } });

    expect(() => plan(without, { memory: 128 }, balloon(256))).toThrow(fault('notSupported', 'no balloon device'));
  });

  test('nothing below what the guest has in use plus a tenth, and names the figure', () => {
    // 256 - 156 = 100 MiB in use, so 110 MiB are the least.
    expect(() => plan(domain(), { memory: 109 }, balloon(256, 156))).toThrow(
      fault('memoryInUse', '111616 KiB', '102400 KiB in use', '112640 KiB', '110 MiB'),
    );
    expect(plan(domain(), { memory: 110 }, balloon(256, 156))).toEqual(setmem(110));
  });

  test('more memory for a guest that has everything in use', () => {
    expect(plan(domain(), { memory: 200 }, balloon(190, 0))).toEqual(setmem(200));
  });

  test('below what is in use where the guard is off', () => {
    expect(plan(domain({ balloonGuard: false }), { memory: 100 }, balloon(256, 156))).toEqual(setmem(100));
  });

  test('for a guest that reports nothing, since nothing is known against it', () => {
    expect(plan(domain(), { memory: 64 }, balloon(256))).toEqual(setmem(64));
  });
});

test('set-current-memory is reverted to what the guest had', () => {
  expect(revert?.(domain(), balloon(256), balloon(190))).toEqual(setmem(256));
});

test('set-current-memory has settled when the guest has exactly what was asked', () => {
  expect(settled?.({ memory: 128 }, balloon(128))).toBe(true);
  expect(settled?.({ memory: 128 }, balloon(129))).toBe(false);
  expect([answer({ memory: 128 }, balloon(128), true), answer({ memory: 128 }, balloon(256), false)]).toEqual([
    { success: 1 },
    { success: 0 },
  ]);
});

describe('set-current-memory', () => {
  test('takes memory and gives it back, and answers once the guest has it', async () => {
    const servers = new FakeServers();

    const less = await perform('set-current-memory', { memory: 128 }, servers.server('VM1'));
    expect(less).toEqual({ answer: { success: 1 }, warnings: [] });
    expect(servers.domain('VM1').actualKiB).toBe(128 * mib);

    const more = await perform('set-current-memory', { memory: 256 }, servers.server('VM1'));
    expect(more).toEqual({ answer: { success: 1 }, warnings: [] });
    expect(servers.domain('VM1').actualKiB).toBe(256 * mib);
  });

  test('answers 0 for a guest that never complies, and puts its old size back, so that nothing lands later', async () => {
    const servers = new FakeServers({ balloonTimeoutMs: ms(200) });
    const vm1 = servers.domain('VM1');
    const asked: number[] = [];
    vm1.askForMemory = (sizeKiB) => asked.push(sizeKiB);

    const { answer: said, warnings } = await perform('set-current-memory', { memory: 128 }, servers.server('VM1'));

    expect(said).toEqual({ success: 0 });
    expect(asked).toEqual([128 * mib, 256 * mib]);
    expect(warnings).toEqual([expect.stringMatching(/did not comply.*put back.*262144 KiB/)]);
  });

  test('answers 0 for a guest that stops half way, and brings it back', async () => {
    const servers = new FakeServers({ balloonTimeoutMs: ms(200) });
    const vm1 = servers.domain('VM1');
    vm1.askForMemory = (sizeKiB) => {
      vm1.actualKiB = Math.max(sizeKiB, 200 * mib);
    };

    const { answer: said } = await perform('set-current-memory', { memory: 128 }, servers.server('VM1'));

    expect(said).toEqual({ success: 0 });
    expect(vm1.actualKiB).toBe(256 * mib);
  });

  test('waits for a guest that is slow but in time', async () => {
    const servers = new FakeServers({ balloonTimeoutMs: ms(500) });
    const vm1 = servers.domain('VM1');
    vm1.askForMemory = (sizeKiB) => {
      setTimeout(() => {
        vm1.actualKiB = sizeKiB;
      }, 350);
    };

    expect((await perform('set-current-memory', { memory: 128 }, servers.server('VM1'))).answer).toEqual({
      success: 1,
    });
  });

  test("asks a guest that is to lose memory for figures of now: old ones are of another balloon's size", async () => {
    const servers = new FakeServers();
    const vm1 = servers.domain('VM1');
    // Its last report was made at 128 MiB, when it could give 88 of them away; since then it has been given 256.
    let woken = false;
    Object.defineProperty(vm1, 'usableKiB', { get: () => (woken ? 216 : 88) * mib });
    Object.defineProperty(vm1, 'statsPeriodS', { get: () => 10, set: (periodS: number) => (woken ||= periodS === 1) });
    Object.defineProperty(vm1, 'lastUpdateS', { get: () => Math.floor(Date.now() / 1000) - (woken ? 0 : 5) });

    const { answer: said } = await perform('set-current-memory', { memory: 128 }, servers.server('VM1'));

    expect(said).toEqual({ success: 1 });
  });

  test('refuses what the guest has in use, without asking it to give it up', async () => {
    const servers = new FakeServers({ memoryFloorKiB: kib(1 * mib) });
    servers.domain('VM1').askForMemory = () => {
      throw new Error('asked');
    };

    await expect(perform('set-current-memory', { memory: 40 }, servers.server('VM1'))).rejects.toMatchObject({
      kind: 'memoryInUse',
      message: expect.stringContaining('63488 KiB in use'),
    });
  });

  test('leaves the period of the statistics as it was, also where there was none', async () => {
    const servers = new FakeServers();

    await perform('set-current-memory', { memory: 128 }, servers.server('VM1'));
    await perform('set-current-memory', { memory: 128 }, servers.server('VM2'));

    expect([servers.domain('VM1').statsPeriodS, servers.domain('VM2').statsPeriodS]).toEqual([10, 0]);
  });

  test('refuses a size above the maximum without a word to the host', async () => {
    const { domain: unreachable, ...server } = new FakeServers().server('VM1');
    const host = scriptedDomain(() => {
      throw new Error('asked');
    });

    await expect(
      perform('set-current-memory', { memory: 257 }, onHost(server, { ...unreachable, host: host.host })),
    ).rejects.toMatchObject({ kind: 'limitOutOfRange' });
  });

  test('answers 0 for a guest without a balloon driver', async () => {
    const servers = new FakeServers({ balloonTimeoutMs: ms(100), balloonGuard: false });

    expect((await perform('set-current-memory', { memory: 128 }, servers.server('VM5'))).answer).toEqual({
      success: 0,
    });
    expect(servers.domain('VM5').actualKiB).toBe(256 * mib);
  });
});

describe('get-current-memory', () => {
  test('answers what the guest has now, not what it was asked for', async () => {
    const servers = new FakeServers();
    // Its guest never comes to it.
    vi.useFakeTimers();
    servers.domain('VM1').askForMemory(128 * mib);
    vi.useRealTimers();

    expect((await perform('get-current-memory', '', servers.server('VM1'))).answer).toEqual({ actual: 256 * mib });
  });

  test('is not held up by a balloon that moves', async () => {
    const servers = new FakeServers({ balloonTimeoutMs: ms(400) });
    const server = servers.server('VM1');
    servers.domain('VM1').askForMemory = () => {};
    let changed = false;
    const change = perform('set-current-memory', { memory: 128 }, server).finally(() => {
      changed = true;
    });

    await perform('get-current-memory', null, server);

    expect(changed).toBe(false);
    await change;
  });
});

describe('balloon-driver-enabled', () => {
  const enabled = async (servers: FakeServers, name: string) =>
    (await perform('balloon-driver-enabled', null, servers.server(name))).answer.ballooning_enabled;

  test('is true where the driver reports, also where it had not been asked to', async () => {
    const servers = new FakeServers();

    expect([await enabled(servers, 'VM1'), await enabled(servers, 'VM2')]).toEqual([true, true]);
  });

  test('is false where there is a device and nobody to drive it, within the time that the contract says', async () => {
    const startedAt = performance.now();
    const servers = new FakeServers();

    const answers = await Promise.all(Array.from({ length: 8 }, () => enabled(servers, 'VM5')));

    expect(new Set(answers)).toEqual(new Set([false]));
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  test('is false without a device', async () => {
    const { domain: vm1, ...server } = new FakeServers().server('VM1');
    const none = onHost(server, { ...vm1, balloon: { present: false, statsPeriodS: 0 } });

    expect((await perform('balloon-driver-enabled', null, none)).answer).toEqual({ ballooning_enabled: false });
  });
});

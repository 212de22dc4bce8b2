import { describe, expect, test } from 'vitest';
import { Api, messageOf } from '../world/api.ts';
import type { World } from '../world/world.ts';

const mib = 1024;
const unlimited = 9_007_199_254_740_991;

/** What the memory actions do, on any world; nobody in VM5 drives the balloon, and VM2 reports no statistics unless asked. */
export function describeMemory(world: () => World): void {
  const api = () => new Api(world().url);
  /** A guest in an emulator in an emulator may take longer than it is given, and is then answered 0. */
  const complies = (server: string, memory: number) =>
    expect
      .poll(() => api().done(server, { 'set-current-memory': { memory } }), { timeout: 60_000 })
      .toEqual({ success: 1 });

  describe('current memory', () => {
    test.each([
      'VM1',
      'VM2',
      'VM7',
    ])('set-current-memory takes memory from %s and gives it back, and the guest sees it', {
      timeout: 240_000,
    }, async (server) => {
      await complies(server, 256);
      const full = await world().kernel.memTotalKiB(server);

      await complies(server, 224);
      // After an attempt that was given up, the driver may still take one step of 1 MiB towards the target of before.
      const actual = () => api().done(server, { 'get-current-memory': null });
      await expect.poll(actual, { timeout: 10_000 }).toEqual({ actual: 224 * mib });
      await expect.poll(() => world().kernel.memTotalKiB(server), { timeout: 10_000 }).toBe(full - 32 * mib);

      await complies(server, 256);
      await expect.poll(() => world().kernel.memTotalKiB(server), { timeout: 10_000 }).toBe(full);
    });

    test('above the maximum is refused with the maximum', async () => {
      const reply = await api().act('VM1', { 'set-current-memory': { memory: 257 } });

      expect(reply.status).toBe(400);
      expect(messageOf(reply)).toContain('256 MiB');
    });

    test('below the floor is refused with the floor', async () => {
      const reply = await api().act('VM1', { 'set-current-memory': { memory: 63 } });

      expect(reply.status).toBe(400);
      expect(messageOf(reply)).toContain('64 MiB');
    });

    test('below what the guest has in use is refused with the figure, and the guest keeps what it has', async () => {
      await api().done('VM1', { 'set-current-memory': { memory: 256 } });
      const full = await world().kernel.memTotalKiB('VM1');

      const reply = await api().act('VM1', { 'set-current-memory': { memory: 64 } });

      expect(reply.status).toBe(409);
      expect(messageOf(reply)).toMatch(/has \d{5} KiB in use, so \d{5} KiB \(\d+ MiB\) is the least for now$/);
      expect(await api().done('VM1', { 'get-current-memory': null })).toEqual({ actual: 256 * mib });
      expect(await world().kernel.memTotalKiB('VM1')).toBe(full);
    });

    test('a guest that does not comply is answered 0, keeps what it has, and nothing lands later', async () => {
      const reply = await api().act('VM5', { 'set-current-memory': { memory: 128 } });

      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({ success: 0 });
      expect(reply.warnings).toContain('did not comply');
      expect(await api().done('VM5', { 'get-current-memory': null })).toEqual({ actual: 256 * mib });
    });

    test.each([
      ['VM1', true],
      ['VM2', true],
      ['VM7', true],
      ['VM5', false],
    ])('balloon-driver-enabled of %s is %s', async (server, enabled) => {
      await expect
        .poll(() => api().done(server, { 'balloon-driver-enabled': null }), { timeout: 25_000 })
        .toEqual({ ballooning_enabled: enabled });
    });
  });

  describe('memory soft limit', () => {
    test.each([
      'VM1',
      'VM7',
    ])('set-memory-soft-limit limits %s, -1 removes the limit, and the kernel agrees', async (server) => {
      expect(await api().done(server, { 'set-memory-soft-limit': { memory_limit: 200 } })).toEqual({ success: 1 });
      expect(await world().kernel.softLimitBytes(server)).toBe(200 * mib * 1024);
      expect(await api().done(server, { 'get-memory-soft-limit': null })).toEqual({ soft_limit: 200 * mib });

      expect(await api().done(server, { 'set-memory-soft-limit': { memory_limit: -1 } })).toEqual({ success: 1 });
      expect(await world().kernel.softLimitBytes(server)).toBeUndefined();
      expect(await api().done(server, { 'get-memory-soft-limit': null })).toEqual({ soft_limit: unlimited });
    });

    test('on cgroup v2 a Warning says that the limit slows the server down at once', async () => {
      const reply = await api().act('VM7', { 'set-memory-soft-limit': { memory_limit: 2000 } });

      expect(reply.warnings).toContain('memory.high');
      await api().done('VM7', { 'set-memory-soft-limit': { memory_limit: -1 } });
    });

    test('a limit of 0 is refused', async () => {
      expect((await api().act('VM1', { 'set-memory-soft-limit': { memory_limit: 0 } })).status).toBe(400);
    });
  });
}

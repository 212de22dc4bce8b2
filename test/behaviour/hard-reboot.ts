import { afterAll, describe, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import type { World } from '../world/world.ts';

const kib = 1024;

/** That novatune follows what happens to domains, on any world. */
export function describeHardReboot(world: () => World): void {
  const api = () => new Api(world().url);
  const allocationOf = async (server: string) => {
    const { body } = await api().act(server, { 'get-allocation': null });
    return (body as { allocation: Record<string, { asked: number | null; actual: number; state: string }> }).allocation;
  };

  describe('a server that Nova rebuilds under us', () => {
    afterAll(() => api().act('VM4', { 'clear-allocation': {} }));

    test('has again all that was asked of it, and the rest as its host has it', async () => {
      await api().done('VM4', { 'set-memory-soft-limit': { memory_limit: 200 } });
      await api().done('VM4', { 'set-cpu-priority': { share: 2048 } });
      await api().done('VM4', { 'set-net-priority': { prio: 7 } });
      await api().done('VM4', { 'set-current-memory': { memory: 192 } });

      await world().hardReboot('VM4');

      const { kernel } = world();
      await expect.poll(() => kernel.cpuShares('VM4'), { timeout: 10_000 }).toBe(2048);
      await expect.poll(() => kernel.softLimitBytes('VM4'), { timeout: 10_000 }).toBe(200 * kib * kib);
      await expect.poll(async () => (await kernel.netClass('VM4'))?.preference, { timeout: 10_000 }).toBe(107);
      await expect.poll(() => kernel.memTotalKiB('VM4'), { timeout: 60_000 }).toBeLessThanOrEqual(192 * kib);
    });

    test('waits for the guest’s driver with its memory, says so, and then has it', async () => {
      await expect
        .poll(async () => (await allocationOf('VM4')).memory, { timeout: 60_000 })
        .toMatchObject({ asked: 192 * kib, actual: 192 * kib, state: 'applied' });
    });

    test('has its host’s defaults again once nothing is asked any more, also after the next time', async () => {
      await api().done('VM4', { 'clear-allocation': {} });

      expect(await world().kernel.cpuShares('VM4')).toBe(1024);
      expect(await world().kernel.softLimitBytes('VM4')).toBeUndefined();
      expect(await world().kernel.netClass('VM4')).toBeUndefined();
      await world().hardReboot('VM4');
      await expect
        .poll(async () => (await api().act('VM4', { 'get-cpu-priority': null })).body, { timeout: 10_000 })
        .toEqual({ share: 1024 });
      expect(Object.values(await allocationOf('VM4')).map(({ asked }) => asked)).toEqual([
        null,
        null,
        null,
        null,
        null,
      ]);
    });
  });
}

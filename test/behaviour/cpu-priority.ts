import { describe, expect, test } from 'vitest';
import { Api, messageOf } from '../world/api.ts';
import type { World } from '../world/world.ts';

/** What the CPU actions do, on any world; VM1's host has cgroup v1, VM7's has v2. */
export function describeCpuPriority(world: () => World): void {
  const api = () => new Api(world().url);

  describe('CPU shares', () => {
    test.each([
      ['VM1', 400],
      ['VM1', 262_144],
      ['VM7', 700],
      ['VM7', 10_000],
    ])('set-cpu-priority gives %s %d shares, and the kernel has them', async (server, share) => {
      expect(await api().done(server, { 'set-cpu-priority': { share } })).toEqual({ share });

      expect(await world().kernel.cpuShares(server)).toBe(share);
      expect(await api().done(server, { 'get-cpu-priority': null })).toEqual({ share });
    });

    test('digits in a string are an integer', async () => {
      expect(await api().done('VM1', { 'set-cpu-priority': { share: '512' } })).toEqual({ share: 512 });
      expect(await world().kernel.cpuShares('VM1')).toBe(512);
    });

    test('the same shares again change nothing', async () => {
      await api().done('VM1', { 'set-cpu-priority': { share: 600 } });

      expect(await api().done('VM1', { 'set-cpu-priority': { share: 600 } })).toEqual({ share: 600 });
      expect(await world().kernel.cpuShares('VM1')).toBe(600);
    });

    test.each([
      ['VM1', 1, '2 to 262144'],
      ['VM7', 10_001, '2 to 10000'],
    ])('shares outside of the range of the host of %s are refused with the range, and nothing changes', async (server, share, range) => {
      const before = await world().kernel.cpuShares(server);

      const reply = await api().act(server, { 'set-cpu-priority': { share } });

      expect(reply.status).toBe(400);
      expect(messageOf(reply)).toContain(range);
      expect(await world().kernel.cpuShares(server)).toBe(before);
    });

    test('one server’s shares leave its neighbour’s alone', async () => {
      const before = await world().kernel.cpuShares('VM2');

      await api().done('VM1', { 'set-cpu-priority': { share: 333 } });

      expect(await world().kernel.cpuShares('VM2')).toBe(before);
    });

    test('a server that is shut off is refused with its state', async () => {
      const reply = await api().act('VM6', { 'set-cpu-priority': { share: 400 } });

      expect(reply.status).toBe(409);
      expect(messageOf(reply)).toMatch(
        /^Cannot 'set-cpu-priority' instance a0000000-.* while it is in vm_state stopped$/,
      );
    });
  });
}

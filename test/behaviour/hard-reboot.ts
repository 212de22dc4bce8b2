import { describe, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import type { World } from '../world/world.ts';

/** That novatune follows what happens to domains, on any world. */
export function describeHardReboot(world: () => World): void {
  const api = () => new Api(world().url);

  describe('a server that Nova rebuilds under us', () => {
    test('is served again as soon as it runs, with the host’s defaults', async () => {
      await api().done('VM4', { 'set-cpu-priority': { share: 2048 } });

      await world().hardReboot('VM4');

      await expect
        .poll(async () => (await api().act('VM4', { 'get-cpu-priority': null })).body, { timeout: 10_000 })
        .toEqual({ share: 1024 });
      expect(await world().kernel.cpuShares('VM4')).toBe(1024);
    });
  });
}

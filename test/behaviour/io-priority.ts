import { describe, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import type { World } from '../world/world.ts';

/** What the disk actions do, on any world; VM7's host has systemd, which squeezes weights, and BFQ. VM4's lacks the controller. */
export function describeIoPriority(world: () => World): void {
  const api = () => new Api(world().url);

  describe('disk weight', () => {
    test.each([
      ['VM1', 100],
      ['VM1', 600],
      ['VM1', 1000],
      ['VM7', 100],
      ['VM7', 500],
      ['VM7', 1000],
    ])('set-io-priority gives %s a weight of %d, and BFQ has it', async (server, weight) => {
      expect(await api().done(server, { 'set-io-priority': { weight } })).toEqual({ weight });

      expect(await world().kernel.ioWeight(server)).toBe(weight);
      expect(await api().done(server, { 'get-io-priority': null })).toEqual({ weight });
    });

    test('where the disk’s scheduler ignores weights a Warning names it', async () => {
      const reply = await api().act('VM1', { 'set-io-priority': { weight: 700 } });

      expect(reply.status).toBe(200);
      expect(reply.warnings).toMatch(/^299 novatune ".*scheduler (none|mq-deadline|kyber)/);
    });

    test('under BFQ nothing is warned of', async () => {
      expect((await api().act('VM7', { 'set-io-priority': { weight: 300 } })).warnings).toBe('');
    });

    test.each([
      { 'get-io-priority': null },
      { 'set-io-priority': { weight: 300 } },
    ])('on a host without the controller %j is not implemented', async (action) => {
      const reply = await api().act('VM4', action);

      expect(reply.status).toBe(501);
      expect(reply.body).toHaveProperty('notImplemented.code', 501);
    });
  });
}

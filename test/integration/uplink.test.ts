import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';

describe('the uplink of a real host', () => {
  let world: LabWorld;
  const api = () => new Api(world.url);
  const set = (server: string, prio: number) => api().act(server, { 'set-net-priority': { prio } });
  const qdiscs = () => onHost('compute1', 'tc', 'qdisc', 'show', 'dev', 'eth1');

  beforeAll(async () => {
    world = await startLabWorld();
  });
  afterEach(async () => {
    for (const server of ['VM1', 'VM2', 'VM3']) await api().act(server, { 'reset-net-priority': null });
  });
  afterAll(() => world?.close());

  test('a priority outlives a restart of the service, because the kernel holds it', async () => {
    await set('VM1', 7);
    await set('VM2', 70);
    const tree = await onHost('compute1', 'tc', 'class', 'show', 'dev', 'eth1');

    const next = await startLabWorld();
    try {
      expect(await new Api(next.url).done('VM1', { 'get-net-priority': null })).toEqual({ prio: 7 });
      expect(await new Api(next.url).done('VM2', { 'get-net-priority': null })).toEqual({ prio: 70 });
      expect(await onHost('compute1', 'tc', 'class', 'show', 'dev', 'eth1')).toBe(tree);
    } finally {
      await next.close();
    }
  });

  test('the last reset takes the whole tree away', async () => {
    const before = await qdiscs();
    await set('VM1', 7);

    expect(await api().done('VM1', { 'reset-net-priority': null })).toEqual({ success: true });

    expect(await qdiscs()).toBe(before);
  });

  test('a qdisc of somebody else’s is refused with 409 and left as it was', async () => {
    await onHost(
      'compute1',
      'tc',
      'qdisc',
      'add',
      'dev',
      'eth1',
      'root',
      'handle',
      '1:',
      'tbf',
      'rate',
      '1gbit',
      'burst',
      '1mb',
      'latency',
      '50ms',
    );
    try {
      const before = await qdiscs();

      const reply = await set('VM1', 7);

      expect(reply.status).toBe(409);
      expect(JSON.stringify(reply.body)).toContain('not novatune');
      expect(await api().done('VM1', { 'get-net-priority': null })).toEqual({ prio: -1 });
      expect(await qdiscs()).toBe(before);
    } finally {
      await onHost('compute1', 'tc', 'qdisc', 'del', 'dev', 'eth1', 'root');
    }
  });

  test('a start warns where htb_rate is under a tenth of the NIC’s speed', async () => {
    await expect
      .poll(() => world.log.filter((line) => line.includes('htb_rate is under a tenth')).join('\n'), {
        timeout: 10_000,
      })
      .toContain('compute1');
  });
});

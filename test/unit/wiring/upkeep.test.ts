import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { fakeConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import { startNovatuned } from '../../../src/novatuned.ts';
import { Api, serverOf } from '../../world/api.ts';

const domainOf = (host: FakeHost, name: string) => host.virsh.domains.get(serverOf(name).id)!;
const patient = { timeout: 10_000, interval: 50 };

test('novatuned takes away what deleted servers have left behind, and counts it', async () => {
  const hosts = fakeCluster();
  const defaults = fakeConfig();
  const config = {
    ...defaults,
    http: { ...defaults.http, port: 0 },
    reconcile_interval: 0.1,
    orphan_grace: 0.1,
  };
  const novatuned = await startNovatuned(config, pino({ level: 'silent' }), hosts);
  onTestFinished(() => novatuned.stop());
  const api = new Api(novatuned.url);
  await api.done('VM1', { 'set-net-priority': { prio: 0 } });

  hosts[0]!.undefine(serverOf('VM1').id);

  await expect.poll(() => hosts[0]!.tc.batch('class show dev eth1').stdout, patient).toBe('');
  const metrics = async () => (await fetch(`${novatuned.url}/metrics`)).text();
  await expect.poll(metrics, patient).toContain('novatune_orphans_removed_total{host="compute1"} 1');
  expect(await metrics()).toContain('novatune_servers_forgotten_total 1');
  hosts[0]!.create(serverOf('VM1'));
  await expect.poll(async () => (await api.act('VM1', { 'get-allocation': null })).status, patient).toBe(200);
  const { allocation } = (await api.done('VM1', { 'get-allocation': null })) as unknown as { allocation: object };
  expect(allocation).toMatchObject({ network: { asked: null, actual: -1 } });
});

test('novatuned counts what is pending, by what it waits for', async () => {
  const hosts = fakeCluster();
  const defaults = fakeConfig();
  const config = {
    ...defaults,
    http: { ...defaults.http, port: 0 },
    reconcile: 'report',
    reconcile_interval: 0.1,
  } as const;
  const novatuned = await startNovatuned(config, pino({ level: 'silent' }), hosts);
  onTestFinished(() => novatuned.stop());
  await new Api(novatuned.url).done('VM1', { 'set-cpu-priority': { share: 400 } });

  domainOf(hosts[0]!, 'VM1').cpuShares = 77;

  const metrics = async () => (await fetch(`${novatuned.url}/metrics`)).text();
  const line = 'novatune_allocations_pending{resource="cpu",reason="changed_by_hand"}';
  await expect.poll(metrics, patient).toContain(`${line} 1`);
  domainOf(hosts[0]!, 'VM1').cpuShares = 400;
  await expect.poll(metrics, patient).toContain(`${line} 0`);
});

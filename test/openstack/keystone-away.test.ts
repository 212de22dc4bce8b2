import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CloudServer } from '../lab/openstack/index.ts';
import { act } from './act.ts';
import { keystoneService, serverNamed, tokenOf } from './cloud.ts';
import { type Novatuned, startNovatuned } from './novatuned.ts';
import { serverKernel } from './server-kernel.ts';

let novatuned: Novatuned;
let vm1: CloudServer;

beforeAll(async () => {
  // Found by libvirt, so that nothing but the tokens hangs on Keystone.
  novatuned = await startNovatuned();
  vm1 = await serverNamed('VM1');
});

afterAll(async () => {
  await keystoneService.start();
  await novatuned?.close();
});

test('with Keystone killed and started again under load cached tokens go on, new ones get 503, and nobody else gets in', async () => {
  const known = await tokenOf('demo');
  const [fresh, neverAsked] = [await tokenOf('demomanager'), await tokenOf('demoreader')];
  const sharesBefore = await serverKernel.cpuShares(vm1);
  const seen: { token: 'known' | 'fresh' | 'garbage'; away: boolean; status: number }[] = [];
  let isAway = false;
  let isDone = false;
  const load = async (token: 'known' | 'fresh' | 'garbage', text: string) => {
    const dueAt = performance.now() + 90_000;
    while (!isDone && performance.now() < dueAt) {
      const away = isAway;
      const { status } = await act(novatuned.url, text, vm1, { 'get-cpu-priority': null });
      // What began before Keystone went and ended after it may be either.
      if (away === isAway) seen.push({ token, away, status });
      await sleep(20);
    }
  };
  expect((await act(novatuned.url, known, vm1, { 'get-cpu-priority': null })).status).toBe(200);

  const known200 = load('known', known);
  const garbage = load('garbage', 'gAAAAABgarbage');
  await sleep(500);
  await keystoneService.stop();
  isAway = true;
  const fresh503 = load('fresh', neverAsked);
  const refused = await act(novatuned.url, fresh, vm1, { 'set-cpu-priority': { share: 555 } });
  await sleep(2000);
  isAway = false;
  await keystoneService.start();
  await sleep(500);
  isDone = true;
  await Promise.all([known200, garbage, fresh503]);

  expect(refused.status).toBe(503);
  expect(await serverKernel.cpuShares(vm1)).toBe(sharesBefore);
  const statuses = (token: string, away?: boolean) =>
    [
      ...new Set(
        seen
          .filter((one) => one.token === token && (away === undefined || one.away === away))
          .map(({ status }) => status),
      ),
    ].sort();
  expect(statuses('known')).toEqual([200]);
  expect(statuses('fresh', true)).toEqual([503]);
  expect(statuses('fresh', false)).toContain(200);
  expect(statuses('garbage', true)).toEqual([503]);
  expect(statuses('garbage').filter((status) => status !== 401 && status !== 503)).toEqual([]);
  const after = await act(novatuned.url, await tokenOf('demomanager'), vm1, {
    'set-cpu-priority': { share: sharesBefore },
  });
  expect(after.status).toBe(200);
});

test('no token and no password is in the log', async () => {
  const token = await tokenOf('demo');
  await act(novatuned.url, token, vm1, { 'get-cpu-priority': null });

  const log = novatuned.log.join('\n');

  expect(log).toContain('request answered');
  expect(log).not.toContain(token);
  expect(log).not.toMatch(/gAAAAAB|novatune-lab-password/);
});

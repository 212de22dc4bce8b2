import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CloudServer, CloudUserName } from '../lab/openstack/index.ts';
import { act } from './act.ts';
import { accessOf, serverNamed, tokenByCredential, tokenOf } from './cloud.ts';
import { type Novatuned, startNovatuned } from './novatuned.ts';
import { serverKernel } from './server-kernel.ts';

let novatuned: Novatuned;
let vm1: CloudServer;
let vm2: CloudServer;
let foreign: CloudServer;
const tokens = new Map<CloudUserName, string>();

beforeAll(async () => {
  novatuned = await startNovatuned({ inventory: 'nova', proxy: true });
  [vm1, vm2, foreign] = await Promise.all([serverNamed('VM1'), serverNamed('VM2'), serverNamed('VMX')]);
  for (const user of ['admin', 'demomanager', 'demo', 'demoreader', 'demoauditor', 'other'] as const)
    tokens.set(user, await tokenOf(user));
});

afterAll(() => novatuned?.close());

const as = (user: CloudUserName, server: CloudServer, action: Parameters<typeof act>[3]) =>
  act(novatuned.url, tokens.get(user), server, action);

describe('an admin reads and sets each resource of a server that Nova booted', () => {
  test('the CPU shares', async () => {
    const set = await as('admin', vm1, { 'set-cpu-priority': { share: 2000 } });

    expect([set.status, set.body]).toEqual([200, { share: 2000 }]);
    expect((await as('admin', vm1, { 'get-cpu-priority': null })).body).toEqual({ share: 2000 });
    expect(await serverKernel.cpuShares(vm1)).toBe(2000);
  });

  test('the memory, and the guest has it', async () => {
    const before = await serverKernel.memTotalKiB(vm1);

    const set = await as('admin', vm1, { 'set-current-memory': { memory: 160 } });

    expect([set.status, set.body]).toEqual([200, { success: 1 }]);
    expect((await as('admin', vm1, { 'get-current-memory': null })).body).toEqual({ actual: 160 * 1024 });
    const after = await serverKernel.memTotalKiB(vm1);
    expect(after).toBeLessThan(before - 16 * 1024);
    await as('admin', vm1, { 'set-current-memory': { memory: 256 } });
    expect(await serverKernel.memTotalKiB(vm1)).toBeGreaterThan(after);
  });

  test('the memory soft limit', async () => {
    const set = await as('admin', vm1, { 'set-memory-soft-limit': { memory_limit: 128 } });

    expect([set.status, set.body]).toEqual([200, { success: 1 }]);
    expect((await as('admin', vm1, { 'get-memory-soft-limit': null })).body).toEqual({ soft_limit: 128 * 1024 });
    expect(await serverKernel.softLimitBytes(vm1)).toBe(128 * 2 ** 20);
    await as('admin', vm1, { 'set-memory-soft-limit': { memory_limit: -1 } });
    expect(await serverKernel.softLimitBytes(vm1)).toBeUndefined();
  });

  test('the disk weight', async () => {
    const set = await as('admin', vm1, { 'set-io-priority': { weight: 300 } });

    expect([set.status, set.body]).toEqual([200, { weight: 300 }]);
    expect((await as('admin', vm1, { 'get-io-priority': null })).body).toEqual({ weight: 300 });
    expect(await serverKernel.ioWeight(vm1)).toBe(300);
  });

  test('the network priority', async () => {
    const set = await as('admin', vm1, { 'set-net-priority': { prio: 33 } });

    expect([set.status, set.body]).toEqual([200, { success: true }]);
    expect((await as('admin', vm1, { 'get-net-priority': null })).body).toEqual({ prio: 33 });
    expect((await serverKernel.netClass(vm1))?.rateKbit).toBe(80_000);
    expect((await as('admin', vm1, { 'reset-net-priority': null })).body).toEqual({ success: true });
    expect(await serverKernel.netClass(vm1)).toBeUndefined();
  });
});

describe('who may', () => {
  test.each<[CloudUserName, own: number, set: number, others: number]>([
    ['admin', 200, 200, 200],
    ['demomanager', 200, 200, 404],
    ['demo', 200, 403, 404],
    ['demoreader', 200, 403, 404],
    ['demoauditor', 403, 403, 404],
    ['other', 404, 404, 200],
  ])('%s: reads VM1 %i, sets it %i, reads the other project’s VMX %i', async (user, own, set, others) => {
    const sharesBefore = await serverKernel.cpuShares(vm1);
    const answers = [
      await as(user, vm1, { 'get-cpu-priority': null }),
      await as(user, vm1, { 'set-cpu-priority': { share: sharesBefore } }),
      await as(user, foreign, { 'get-cpu-priority': null }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([own, set, others]);
    expect(await serverKernel.cpuShares(vm1)).toBe(sharesBefore);
  });

  test('nobody with another project in the URL than in the token, admins included', async () => {
    const { projectId: project } = await accessOf('demo');
    const options = { project };

    const ofAdmin = await act(novatuned.url, tokens.get('admin'), vm1, { 'get-cpu-priority': null }, options);
    const ofDemo = await act(novatuned.url, tokens.get('demo'), vm1, { 'get-cpu-priority': null }, options);

    expect([ofAdmin.status, ofDemo.status]).toEqual([400, 200]);
  });

  test('an application credential as its user; one with access rules not at all', async () => {
    const plain = await act(novatuned.url, await tokenByCredential('plain'), vm1, { 'get-cpu-priority': null });
    const ruled = await act(novatuned.url, await tokenByCredential('readsServers'), vm1, { 'get-cpu-priority': null });

    expect([plain.status, ruled.status]).toEqual([200, 401]);
  });

  test('nobody with a token that Keystone does not know, or with none; told as keystonemiddleware tells it', async () => {
    for (const token of ['gAAAAABmadeup', undefined, '']) {
      const { status, body, headers } = await act(novatuned.url, token, vm1, { 'set-cpu-priority': { share: 512 } });

      expect([status, body]).toEqual([
        401,
        {
          error: {
            code: 401,
            title: 'Unauthorized',
            message: 'The request you have made requires authentication.',
          },
        },
      ]);
      expect(headers.get('WWW-Authenticate')).toMatch(/^Keystone uri="http:\/\/127\.0\.0\.1:5000\/v3"$/);
    }
  });

  test('whoever claims an identity in headers has none by that', async () => {
    const headers = { 'X-Roles': 'admin', 'X-Identity-Status': 'Confirmed', 'X-Project-Id': vm1.project };

    const answers = [
      await act(novatuned.url, undefined, vm1, { 'set-cpu-priority': { share: 512 } }, { headers }),
      await act(novatuned.url, tokens.get('demo'), vm1, { 'set-cpu-priority': { share: 512 } }, { headers }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 403]);
  });
});

describe('a server that Nova holds', () => {
  test('locked, it is changed by admins only, and read by all', async () => {
    expect((await as('demo', vm2, { lock: null })).status).toBe(202);
    try {
      const refused = await as('demomanager', vm2, { 'set-cpu-priority': { share: 700 } });

      expect([refused.status, refused.body]).toEqual([
        409,
        { conflictingRequest: { code: 409, message: `Instance ${vm2.id} is locked` } },
      ]);
      expect((await as('demoreader', vm2, { 'get-cpu-priority': null })).status).toBe(200);
      expect((await as('admin', vm2, { 'set-cpu-priority': { share: 700 } })).body).toEqual({ share: 700 });
    } finally {
      await as('demo', vm2, { unlock: null });
    }
    expect((await as('demomanager', vm2, { 'set-cpu-priority': { share: 1024 } })).status).toBe(200);
  });
});

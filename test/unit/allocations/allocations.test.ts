import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RequestOf } from '../../../src/actions/action.ts';
import type { ActionName } from '../../../src/actions/index.ts';
import { Allocations, type Petition } from '../../../src/allocations/allocations.ts';
import { Book } from '../../../src/allocations/book.ts';
import { VirshComplaint } from '../../../src/fake/fake-complaint.ts';
import { Fault } from '../../../src/faults.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { ms } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const kib = 1024;
const asker = { userId: 'alice', projectId: 'p1', requestId: 'req-1' };
const petition: Petition = { asker };

let store: Store;
let servers: FakeServers;
let allocations: Allocations;
let lines: Record<string, unknown>[];
const onLease = vi.fn();

beforeEach(async () => {
  store = await openSqlite(':memory:');
  servers = new FakeServers({ balloonTimeoutMs: ms(100), balloonGuard: false });
  lines = [];
  onLease.mockClear();
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  allocations = new Allocations(new Book(store, log), onLease);
  onTestFinished(() => store.close());
});

const ask = <Name extends ActionName>(server: string, name: Name, request: unknown, who = petition) =>
  allocations.perform(name, request as RequestOf<Name>, servers.server(server), who);

const allocationOf = async (server: string) => (await ask(server, 'get-allocation', null)).answer.allocation;

describe('a change', () => {
  test('is asked from then on: by whom, with which request, and what the host has', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });

    const { cpu, memory } = await allocationOf('VM1');
    expect(cpu).toMatchObject({
      asked: 400,
      actual: 400,
      state: 'applied',
      reason: null,
      user_id: 'alice',
      project_id: 'p1',
      request_id: 'req-1',
      until: null,
    });
    expect(cpu.since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(memory).toMatchObject({ asked: null, actual: 256 * kib, unit: 'KiB', state: 'default', user_id: null });
  });

  test('that the host has already is asked all the same', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 1024 });

    expect((await allocationOf('VM1')).cpu).toMatchObject({ asked: 1024, state: 'applied' });
  });

  test('answered with success 0 leaves a line of history, and nothing that is asked', async () => {
    expect((await ask('VM5', 'set-current-memory', { memory: 128 })).answer).toEqual({ success: 0 });

    expect((await allocationOf('VM5')).memory).toMatchObject({ asked: null, state: 'default' });
    const [change] = await allocations.history(servers.server('VM5').id, { limit: 10, before: undefined });
    expect(change).toMatchObject({ resource: 'memory', asked: 128 * kib, before: 256 * kib, outcome: 'failure' });
  });

  test('that is refused before it begins leaves nothing', async () => {
    await expect(ask('VM1', 'set-current-memory', { memory: 257 })).rejects.toMatchObject({ kind: 'limitOutOfRange' });

    expect(await allocations.history(servers.server('VM1').id, { limit: 10, before: undefined })).toEqual([]);
  });

  test('that cannot be written down is not made', async () => {
    await store.close();
    onTestFinished(() => {});

    await expect(ask('VM1', 'set-cpu-priority', { share: 400 })).rejects.toThrow();

    expect(servers.domain('VM1').cpuShares).toBe(1024);
  });

  test('while the store is away changes nothing, and says so; what needs no store goes on', async () => {
    const away = new Fault('storeUnavailable', 'try again later');
    vi.spyOn(store, 'begin').mockRejectedValue(away);
    vi.spyOn(store, 'find').mockRejectedValue(away);

    await expect(ask('VM1', 'set-cpu-priority', { share: 400 })).rejects.toBe(away);
    await expect(ask('VM1', 'get-allocation', null)).rejects.toBe(away);
    expect((await ask('VM1', 'get-cpu-priority', null)).answer).toEqual({ share: 1024 });
  });

  test.each([
    ['set-current-memory', { memory: 128 }],
    ['set-memory-soft-limit', { memory_limit: 100 }],
    ['set-cpu-priority', { share: 400 }],
    ['set-io-priority', { weight: 150 }],
    ['set-net-priority', { prio: 3 }],
  ] as const)('whose end cannot be written down is put back: %s', async (name, request) => {
    const getter = name.replace(/^set/, 'get') as ActionName;
    const before = await ask('VM7', getter, null);
    vi.spyOn(store, 'end').mockRejectedValue(new Error('the disk is full'));

    await expect(ask('VM7', name, request)).rejects.toThrow('the disk is full');

    await expect.poll(() => ask('VM7', getter, null), { timeout: 5000 }).toEqual(before);
  });

  test('whose end cannot be written down has it once it can, and was never asked', async () => {
    const book = new Book(store, pino({ level: 'silent' }));
    const own = new Allocations(book, onLease);
    const end = vi.spyOn(store, 'end').mockRejectedValue(new Fault('storeUnavailable', 'try again later'));
    const set = own.perform('set-cpu-priority', { share: 400 }, servers.server('VM1'), petition);
    await expect(set).rejects.toMatchObject({ kind: 'storeUnavailable' });
    await expect(book.endUnwritten()).rejects.toMatchObject({ kind: 'storeUnavailable' });

    end.mockRestore();
    await book.endUnwritten();

    const [change] = await allocations.history(servers.server('VM1').id, { limit: 10, before: undefined });
    expect(change).toMatchObject({ asked: 400, before: 1024, after: 1024, outcome: 'failure' });
    expect((await allocationOf('VM1')).cpu.asked).toBeNull();
  });

  test('whose end the store is away for tells that it was put back, or could not be', async () => {
    vi.spyOn(store, 'end').mockRejectedValue(new Fault('storeUnavailable', 'try again later'));
    const refused = (share: number) =>
      ask('VM1', 'set-cpu-priority', { share }).then(
        () => '',
        ({ kind, message }: Fault) => `${kind}: ${message}`,
      );

    expect(await refused(400)).toMatch(/^storeUnavailable: .* what was there before was put back;/);
    expect(servers.domain('VM1').cpuShares).toBe(1024);

    const { virsh } = servers.fake('VM1');
    const run = virsh.run.bind(virsh);
    virsh.run = (argv) => {
      if (argv.at(-1) === 'cpu_shares=1024') throw new VirshComplaint('internal error: it is broken');
      return run(argv);
    };
    expect(await refused(500)).toMatch(/^storeUnavailable: .* could not be put back either;/);
    expect(servers.domain('VM1').cpuShares).toBe(500);
  });

  test('is a record in CADF’s words in the log', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });

    expect(lines.at(-1)).toMatchObject({
      msg: 'allocation changed',
      audit: {
        typeURI: 'http://schemas.dmtf.org/cloud/audit/1.0/event',
        eventType: 'activity',
        action: 'update/set',
        outcome: 'success',
        initiator: { id: 'alice', typeURI: 'service/security/account/user', project_id: 'p1', request_id: 'req-1' },
        target: { id: servers.server('VM1').id, typeURI: 'compute/machine' },
        attachments: [{ name: 'cpu', content: { asked: 400, before: 1024, after: 400, until: null } }],
      },
    });
  });
});

describe('get-allocation', () => {
  test('tells what is asked also while the host is away', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const away = () => Promise.reject(new Fault('hostUnavailable', 'away'));
    const server = { ...servers.server('VM1'), getDomain: away };

    const { answer } = await allocations.perform('get-allocation', null, server, petition);

    expect(answer.allocation.cpu).toMatchObject({ asked: 400, actual: null });
  });

  test('has the version of what it tells, though somebody changes it meanwhile', async () => {
    const { version } = await ask('VM1', 'set-cpu-priority', { share: 400 });
    const server = servers.server('VM1');
    const getDomain = async () => {
      await ask('VM1', 'set-cpu-priority', { share: 500 });
      return server.domain;
    };

    const told = await allocations.perform('get-allocation', null, { ...server, getDomain }, petition);

    expect(told).toMatchObject({ version, answer: { allocation: { cpu: { asked: 400 } } } });
  });
});

describe('clear-allocation', () => {
  test('gives back what the host had before anything was asked', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    await ask('VM1', 'set-cpu-priority', { share: 500 });
    await ask('VM1', 'set-memory-soft-limit', { memory_limit: 100 });

    const { answer } = await ask('VM1', 'clear-allocation', {});

    expect(answer.allocation.cpu).toMatchObject({ asked: null, actual: 1024, state: 'default' });
    expect(answer.allocation.soft_limit).toMatchObject({ asked: null, state: 'default' });
    expect(servers.domain('VM1')).toMatchObject({ cpuShares: 1024, softLimitKiB: 'unlimited' });
  });

  test('of one resource leaves the others', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    await ask('VM1', 'set-net-priority', { prio: 5 });

    const { answer } = await ask('VM1', 'clear-allocation', { resource: 'network' });

    expect(answer.allocation.network).toMatchObject({ asked: null, actual: -1 });
    expect(answer.allocation.cpu).toMatchObject({ asked: 400, actual: 400 });
  });

  test('is made to the version that it was made for, also where somebody has the turn before it', async () => {
    const { version: first } = await ask('VM1', 'set-cpu-priority', { share: 400 });
    const onFirst = { asker, accepts: (version: number) => version === first };

    const [set, cleared] = await Promise.allSettled([
      ask('VM1', 'set-cpu-priority', { share: 500 }),
      ask('VM1', 'clear-allocation', {}, onFirst),
    ]);

    expect(set.status).toBe('fulfilled');
    expect(cleared).toMatchObject({ status: 'rejected', reason: { kind: 'preconditionFailed' } });
    expect(servers.domain('VM1').cpuShares).toBe(500);
  });

  test('under a condition takes back all of it, though each part makes another version', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const { version } = await ask('VM1', 'set-memory-soft-limit', { memory_limit: 100 });

    await ask('VM1', 'clear-allocation', {}, { asker, accepts: (one) => one === version });

    expect(servers.domain('VM1')).toMatchObject({ cpuShares: 1024, softLimitKiB: 'unlimited' });
  });

  test('waits for Nova as a setter does', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const server = { ...servers.server('VM1'), taskState: 'rebooting' };

    await expect(allocations.perform('clear-allocation', {}, server, petition)).rejects.toMatchObject({
      kind: 'serverBusy',
    });
    expect(servers.domain('VM1').cpuShares).toBe(400);
  });

  test('says that memory stays asked which the guest does not give', async () => {
    await ask('VM1', 'set-current-memory', { memory: 128 });
    Object.assign(servers.domain('VM1').server, { balloonDriver: false });
    onTestFinished(() => void Object.assign(servers.domain('VM1').server, { balloonDriver: true }));

    const { answer, warnings } = await ask('VM1', 'clear-allocation', {});

    expect(warnings).toContain('The memory stays asked, since the guest did not comply in time.');
    expect(answer.allocation.memory).toMatchObject({ asked: 128 * kib });
  });

  test('of a server that is shut off leaves it a network priority only by saying so', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    await ask('VM1', 'set-net-priority', { prio: 5 });
    servers.domain('VM1').running = false;
    const server = servers.server('VM1');
    const clear = (request: object) => allocations.perform('clear-allocation', request, server, petition);

    await expect(clear({})).rejects.toMatchObject({
      kind: 'serverNotRunning',
      message: expect.stringContaining('its network priority can only be taken back while it runs'),
    });
    expect((await clear({ resource: 'cpu' })).answer.allocation).toMatchObject({
      cpu: { asked: null },
      network: { asked: 5 },
    });
  });

  test('of a server that has come up since it was looked at changes nothing', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const server = { ...servers.server('VM1'), state: 'stopped' } as const;

    await expect(allocations.perform('clear-allocation', {}, server, petition)).rejects.toMatchObject({
      kind: 'serverBusy',
    });
    expect((await allocationOf('VM1')).cpu).toMatchObject({ asked: 400 });
  });

  test('of a server that is suspended is refused, since what it has comes back with it', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const server = { ...servers.server('VM1'), state: 'suspended' } as const;

    await expect(allocations.perform('clear-allocation', {}, server, petition)).rejects.toMatchObject({
      kind: 'serverNotRunning',
      message: expect.stringContaining('in vm_state suspended: what it had is saved with it'),
    });
  });

  test('of a server that was resized since gives it no more than its maximum', async () => {
    await ask('VM1', 'set-current-memory', { memory: 100 });
    Object.assign(servers.domain('VM1').server, { memoryMiB: 128 });
    onTestFinished(() => void Object.assign(servers.domain('VM1').server, { memoryMiB: 256 }));

    const { answer } = await ask('VM1', 'clear-allocation', {});

    expect(answer.allocation.memory).toMatchObject({ asked: null, actual: 128 * kib });
  });

  test('of a server of which nothing is asked does nothing', async () => {
    await ask('VM1', 'clear-allocation', {});

    expect(await allocations.history(servers.server('VM1').id, { limit: 10, before: undefined })).toEqual([]);
  });
});

test('reset-net-priority leaves nothing asked of the network', async () => {
  await ask('VM1', 'set-net-priority', { prio: 5 });
  await ask('VM1', 'reset-net-priority', null);

  expect((await allocationOf('VM1')).network).toMatchObject({ asked: null, actual: -1, state: 'default' });
});

describe('for a time', () => {
  test('says until when, and that somebody has to look after its end', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400, for: '30m' });

    const { cpu } = await allocationOf('VM1');
    const leftMs = Date.parse(cpu.until ?? '') - Date.now();
    expect(leftMs).toBeGreaterThan(29 * 60_000);
    expect(leftMs).toBeLessThanOrEqual(30 * 60_000);
    expect(onLease).toHaveBeenCalledOnce();
  });

  test('that is none changes nothing', async () => {
    await expect(ask('VM1', 'set-cpu-priority', { share: 400, for: '367d' })).rejects.toMatchObject({
      kind: 'invalidInput',
    });

    expect(servers.domain('VM1').cpuShares).toBe(1024);
  });
});

describe('on a condition', () => {
  test('is made by one of those who change different resources at once under the same version', async () => {
    const { version: first = 0 } = await ask('VM1', 'set-cpu-priority', { share: 400 });
    const onFirst = { asker, accepts: (version: number) => version === first };

    const outcomes = await Promise.allSettled([
      ask('VM1', 'set-current-memory', { memory: 128 }, onFirst),
      ask('VM1', 'set-net-priority', { prio: 5 }, onFirst),
    ]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('is made to the version that it was made for, and to no other', async () => {
    const { version: first = 0 } = await ask('VM1', 'set-cpu-priority', { share: 400 });
    const onFirst = { asker, accepts: (version: number) => version === first };

    const { version: second = 0 } = await ask('VM1', 'set-cpu-priority', { share: 500 }, onFirst);

    expect(second).toBeGreaterThan(first);
    await expect(ask('VM1', 'set-cpu-priority', { share: 600 }, onFirst)).rejects.toMatchObject({
      kind: 'preconditionFailed',
      message: `The allocation of instance ${servers.server('VM1').id} has changed: its ETag is "${second}" now. Look at it again first.`,
    });
    expect(servers.domain('VM1').cpuShares).toBe(500);
  });
});

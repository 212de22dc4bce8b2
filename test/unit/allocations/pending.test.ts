import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RequestOf } from '../../../src/actions/action.ts';
import type { ActionName } from '../../../src/actions/index.ts';
import { Allocations } from '../../../src/allocations/allocations.ts';
import { Book } from '../../../src/allocations/book.ts';
import { forgetGone } from '../../../src/allocations/gone.ts';
import { Lasting } from '../../../src/allocations/lasting.ts';
import { lookAfter } from '../../../src/allocations/look-after.ts';
import { sweep } from '../../../src/allocations/sweep.ts';
import { VirshComplaint } from '../../../src/fake/fake-complaint.ts';
import { Fault } from '../../../src/faults.ts';
import type { Inventory } from '../../../src/inventory/server.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { ms } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const kib = 1024;
const asker = { userId: 'alice', projectId: 'p1', requestId: 'req-1' };
const observer = { restored: () => {}, drifted: () => {}, swept: () => {} };
const inventory: Inventory = { complete: true, list: () => [], find: async () => undefined };

let store: Store;
let book: Book;
let servers: FakeServers;

beforeEach(async () => {
  store = await openSqlite(':memory:');
  book = new Book(store, pino({ level: 'silent' }));
  servers = new FakeServers({ balloonTimeoutMs: ms(300) });
  onTestFinished(() => store.close());
});

const ask = (server: string, name: ActionName, request: object) =>
  new Allocations(book, () => {}).perform(name, request as RequestOf<ActionName>, servers.server(server), { asker });

const sweepOnce = ({ mends = true, of = book } = {}) =>
  sweep({ book: of, inventory, findHost: (name) => servers.hostNamed(name), observer, mends });

/** What is counted, but for the zeros. */
const pending = (of = book) =>
  of.pending.count().flatMap(({ resource, reason, count }) => (count === 0 ? [] : `${count} ${resource}: ${reason}`));

/** Asked of a server before all of this, and done then. */
async function haveAsked(server: string, resource: 'memory' | 'cpu', asked: number): Promise<void> {
  const { id: serverId, domain } = servers.server(server);
  const change = { serverId, resource, cause: 'set', asker, asked, before: 1024, until: undefined } as const;
  const id = await store.begin(change, { projectId: 'p1', hostName: domain.host.name, domainName: domain.name });
  await store.end(id, { outcome: 'success', after: asked, reason: undefined });
}

/** From now on a verb of virsh fails on the host of VM1. */
function refuse(verb: string, complaint: string): () => void {
  const { virsh } = servers.fake('VM1');
  const run = virsh.run.bind(virsh);
  virsh.run = (argv) => {
    if (argv[0] === verb) throw new VirshComplaint(complaint);
    return run(argv);
  };
  return () => {
    virsh.run = run;
  };
}

describe('what is asked and not there is pending', () => {
  test('for the driver while that does not answer', async () => {
    await haveAsked('VM5', 'memory', 128 * kib);

    await sweepOnce();

    expect(pending()).toEqual(['1 memory: driver']);
  });

  test('for the memory that the guest has in use', async () => {
    await haveAsked('VM1', 'memory', 128 * kib);
    const domain = servers.domain('VM1');
    Object.defineProperty(domain, 'usableKiB', { get: () => 0 });

    await sweepOnce();

    expect(pending()).toEqual(['1 memory: memory_in_use']);
  });

  test('for a guest that does not comply', async () => {
    await haveAsked('VM1', 'memory', 192 * kib);
    servers.domain('VM1').askForMemory = () => {};

    await sweepOnce();

    expect(pending()).toEqual(['1 memory: guest']);
  });

  test.each([
    ['host', 'a host that is busy', 'Timed out during operation: cannot acquire state change lock'],
    ['server', 'a server that has just ended', 'Requested operation is not valid: domain is not running'],
    ['infeasible', 'what the host can never give it', 'CPU shares are out of range'],
    ['unexpected', 'what nobody thought of', 'internal error: it is broken'],
  ])('with the reason %s for %s', async (reason, _, complaint) => {
    await haveAsked('VM1', 'cpu', 400);
    const { domain } = servers.server('VM1');
    const kept = (await store.find(domain.uuid))!;
    refuse('schedinfo', `error: ${complaint}`);

    await lookAfter(book, observer, { domain, server: kept, reason: 'return', mends: true });

    expect(pending()).toEqual([`1 cpu: ${reason}`]);
  });

  test('for the server while that is shut off', async () => {
    await haveAsked('VM1', 'cpu', 400);
    servers.domain('VM1').running = false;

    await sweepOnce();

    expect(pending()).toEqual(['1 cpu: server']);
  });

  test('for whoever has changed it by hand, where that is only reported', async () => {
    for (const name of ['VM1', 'VM2']) await haveAsked(name, 'cpu', 400);

    await sweepOnce({ mends: false });

    expect(pending()).toEqual(['2 cpu: changed_by_hand']);
  });

  test('for the store while nothing can be written down, and the host is left alone', async () => {
    await haveAsked('VM1', 'cpu', 400);
    vi.spyOn(store, 'begin').mockRejectedValue(new Fault('storeUnavailable', 'try again later'));

    await sweepOnce();

    expect(pending()).toEqual(['1 cpu: store']);
    expect(servers.domain('VM1').cpuShares).toBe(1024);
  });

  test('as soon as the first sweep after a restart has ended', async () => {
    await haveAsked('VM7', 'cpu', 20_000);
    await sweepOnce();
    const restarted = new Book(store, book.log);
    expect(pending(restarted)).toEqual([]);

    await sweepOnce({ of: restarted });

    expect(pending(restarted)).toEqual(['1 cpu: infeasible']);
  });
});

describe('nothing is pending any more', () => {
  beforeEach(async () => {
    await haveAsked('VM1', 'cpu', 400);
    await sweepOnce({ mends: false });
    expect(pending()).toEqual(['1 cpu: changed_by_hand']);
  });

  test('once it is there', async () => {
    await sweepOnce();

    expect(pending()).toEqual([]);
  });

  test('once somebody has asked for something else, and got it', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 500 });

    expect(pending()).toEqual([]);
  });

  test('once it is not asked any more', async () => {
    await ask('VM1', 'clear-allocation', {});

    expect(pending()).toEqual([]);
  });

  test('with the sweep after another novatuned has seen to it', async () => {
    await sweepOnce({ of: new Book(store, book.log) });
    expect(pending()).toEqual(['1 cpu: changed_by_hand']);

    await sweepOnce({ mends: false });

    expect(pending()).toEqual([]);
  });

  test('while its server has no domain, as one that is shelved', async () => {
    servers.fake('VM1').undefine(servers.server('VM1').id);

    await sweepOnce({ mends: false });

    expect(pending()).toEqual([]);
  });

  test('once its server is gone and forgotten', async () => {
    servers.fake('VM1').undefine(servers.server('VM1').id);
    const missing = new Lasting(ms(0));
    const listHosts = () => [servers.hostNamed('compute1')!];
    const parts = { book, inventory, listHosts, mayBeAnywhere: true, missing, forgotten: () => {} };

    await forgetGone(parts);
    await forgetGone(parts);

    expect(pending()).toEqual([]);
  });
});

test('every resource is counted with every reason, also where nothing is pending', () => {
  const counts = book.pending.count();

  expect(counts).toContainEqual({ resource: 'network', reason: 'host', count: 0 });
  expect(new Set(counts.map(({ resource, reason }) => `${resource} ${reason}`)).size).toBe(counts.length);
});

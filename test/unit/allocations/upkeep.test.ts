import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RequestOf } from '../../../src/actions/action.ts';
import type { ActionName } from '../../../src/actions/index.ts';
import { Allocations } from '../../../src/allocations/allocations.ts';
import { Book } from '../../../src/allocations/book.ts';
import { Keeper } from '../../../src/allocations/keeper.ts';
import { type LeaseParts, Leases } from '../../../src/allocations/leases.ts';
import { recover } from '../../../src/allocations/recover.ts';
import { sweep } from '../../../src/allocations/sweep.ts';
import type { Domain } from '../../../src/compute/domain.ts';
import { VirshComplaint } from '../../../src/fake/fake-complaint.ts';
import type { Inventory } from '../../../src/inventory/server.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { ms } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const asker = { userId: 'alice', projectId: 'p1', requestId: 'req-1' };
const silent = pino({ level: 'silent' });

let store: Store;
let book: Book;
let servers: FakeServers;
let drifted: string[];
let restored: number;

const observer = {
  restored: () => {
    restored += 1;
  },
  drifted: (resource: string, mended: boolean) => void drifted.push(`${resource} ${mended ? 'mended' : 'found'}`),
  swept: () => {},
};

beforeEach(async () => {
  store = await openSqlite(':memory:');
  book = new Book(store, silent);
  servers = new FakeServers({ balloonTimeoutMs: ms(300), balloonGuard: false });
  [drifted, restored] = [[], 0];
  onTestFinished(() => store.close());
});

const ask = (server: string, name: ActionName, request: object) =>
  new Allocations(book, () => {}).perform(name, request as RequestOf<ActionName>, servers.server(server), { asker });

const find = async (server: string, resource: string) =>
  (await store.find(servers.server(server).id))?.allocations.find((each) => each.resource === resource);

const causes = async (server: string) =>
  (await store.listChanges(servers.server(server).id, { limit: 100, before: undefined }))
    .map(({ cause, end }) => `${cause} ${end?.outcome}`)
    .reverse();

const inventory: Inventory = {
  complete: true,
  list: () => [],
  find: async (id) => ['VM1', 'VM7'].map((name) => servers.server(name)).find((server) => server.id === id),
};

/** A sweep as novatuned makes it. */
const sweepOnce = (mends = true) =>
  sweep({ book, inventory, findHost: (name) => servers.hostNamed(name), observer, mends });

describe('a domain that comes up', () => {
  const start = async (server: string, event = 'Started', detail = 'Booted') => {
    const { host, name: domainName } = servers.server(server).domain;
    const keeper = new Keeper(book, observer);
    keeper.onEvent(host, { domainName, event, detail });
    await expect.poll(() => restored, { timeout: 10_000 }).toBe(1);
    await keeper.stop();
  };

  test('is given all that was asked of its server', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    await ask('VM1', 'set-memory-soft-limit', { memory_limit: 100 });
    await ask('VM1', 'set-current-memory', { memory: 128 });
    servers.fake('VM1').restart(servers.server('VM1').id);

    await start('VM1');

    expect(servers.domain('VM1')).toMatchObject({
      cpuShares: 400,
      softLimitKiB: 100 * 1024,
      actualKiB: 128 * 1024,
    });
    expect(await causes('VM1')).toEqual([...Array(3).fill('set success'), ...Array(3).fill('restart success')]);
  });

  test('has its own value for its default, and not what another novatuned has given it already', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const { id } = servers.server('VM1');
    servers.fake('VM1').restart(id);
    servers.domain('VM1').cpuShares = 400;
    await start('VM1');
    expect(await find('VM1', 'cpu')).toMatchObject({ original: 1024 });

    servers.fake('VM1').restart(id);
    servers.domain('VM1').cpuShares = 2048;
    restored = 0;
    await start('VM1');

    expect(await find('VM1', 'cpu')).toMatchObject({ asked: 400, original: 2048 });
    expect(servers.domain('VM1').cpuShares).toBe(400);
  });

  test('that was resized since has its new maximum for its default, though it has what is asked already', async () => {
    await ask('VM1', 'set-current-memory', { memory: 128 });
    Object.assign(servers.domain('VM1').server, { memoryMiB: 128 });
    onTestFinished(() => void Object.assign(servers.domain('VM1').server, { memoryMiB: 256 }));
    servers.fake('VM1').restart(servers.server('VM1').id);

    await start('VM1');

    expect(await find('VM1', 'memory')).toMatchObject({ asked: 128 * 1024, original: 128 * 1024 });
  });

  test('that has all of it gets no line in the history', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });

    await start('VM1', 'Resumed', 'Unpaused');

    expect(await causes('VM1')).toEqual(['set success']);
  });

  test('on a host that can never give it keeps it asked, as infeasible, with the reason', async () => {
    const { id: serverId, domain } = servers.server('VM7');
    const where = { projectId: 'p1', hostName: domain.host.name, domainName: domain.name };
    const change = {
      serverId,
      resource: 'cpu',
      cause: 'set',
      asker,
      asked: 20_000,
      before: 100,
      until: undefined,
    } as const;
    const id = await store.begin(change, where);
    await store.end(id, { outcome: 'success', after: 20_000, reason: undefined });

    await sweepOnce();

    expect(await find('VM7', 'cpu')).toMatchObject({
      asked: 20_000,
      state: 'infeasible',
      reason: expect.stringContaining('its host takes 2 to 10000'),
    });
  });
});

describe('a sweep', () => {
  test('changes back what somebody has changed by hand', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    servers.domain('VM1').cpuShares = 77;

    await sweepOnce();

    expect(servers.domain('VM1').cpuShares).toBe(400);
    expect(drifted).toEqual(['cpu mended']);
    expect(await causes('VM1')).toEqual(['set success', 'drift success']);
  });

  test('only tells of it where it is to report', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    servers.domain('VM1').cpuShares = 77;

    await sweepOnce(false);

    expect(servers.domain('VM1').cpuShares).toBe(77);
    expect(drifted).toEqual(['cpu found']);
    expect(await find('VM1', 'cpu')).toMatchObject({ asked: 400, actual: 77, state: 'deferred' });
  });

  test('that only tells of it still does after a look that failed', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    servers.domain('VM1').cpuShares = 77;
    await sweepOnce(false);
    const { virsh } = servers.fake('VM1');
    const run = virsh.run.bind(virsh);
    virsh.run = () => {
      throw new VirshComplaint('Timed out during operation: cannot acquire state change lock');
    };
    await sweepOnce(false);
    virsh.run = run;

    await sweepOnce(false);

    expect(servers.domain('VM1').cpuShares).toBe(77);
    expect(await find('VM1', 'cpu')).toMatchObject({ state: 'deferred', actual: 77 });
  });

  test('leaves alone what systemd squeezes', async () => {
    await ask('VM7', 'set-io-priority', { weight: 995 });

    await sweepOnce();

    expect(drifted).toEqual([]);
    expect(await find('VM7', 'disk')).toMatchObject({ asked: 995, state: 'applied' });
  });

  test('reads the uplink of a host once, however many servers have a priority on it', async () => {
    const names = ['VM1', 'VM2', 'VM3'];
    for (const name of names) await ask(name, 'set-net-priority', { prio: 33 });
    const batches = vi.spyOn(servers.fake('VM1').tc, 'batch');

    await sweepOnce();

    expect(batches).toHaveBeenCalledOnce();
    expect(await Promise.all(names.map(causes))).toEqual(names.map(() => ['set success']));
  });

  test('mends a class of the uplink that somebody has changed, for one server in the name of all', async () => {
    for (const name of ['VM1', 'VM2']) await ask(name, 'set-net-priority', { prio: 33 });
    const { tc } = servers.fake('VM1');
    const shown = () => tc.batch('class show dev eth1\n').stdout;
    const before = shown();
    tc.batch(
      'class change dev eth1 classid 4e54:10 htb rate 9kbit ceil 9kbit burst 16384b cburst 16384b quantum 1514 prio 0\n',
    );

    await sweepOnce();

    expect(shown()).toBe(before);
    expect(drifted).toContain('network mended');
  });

  test('changes nothing for a drift that is gone when it looks again', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    const { host } = servers.server('VM1').domain;
    vi.spyOn(host, 'virshAll').mockResolvedValue(['cpu_shares     : 77\n']);

    await sweepOnce();

    expect(drifted).toEqual([]);
    expect(await causes('VM1')).toEqual(['set success']);
  });

  test('looks after the others of a host when one cannot be told', async () => {
    for (const name of ['VM1', 'VM3']) await ask(name, 'set-cpu-priority', { share: 400 });
    servers.fake('VM1').virsh.domains.delete(servers.server('VM1').id);
    servers.domain('VM3').cpuShares = 77;

    await sweepOnce();

    expect(servers.domain('VM3').cpuShares).toBe(400);
  });

  test('finds nothing where nothing has changed', async () => {
    await ask('VM1', 'set-net-priority', { prio: 33 });
    await ask('VM1', 'set-cpu-priority', { share: 400 });

    await sweepOnce();
    await sweepOnce();

    expect(await causes('VM1')).toEqual(['set success', 'set success']);
  });
});

describe('a lease', () => {
  const leasesOf = (locate: LeaseParts['locate']) => {
    const leases = new Leases({ book, locate, findHost: (name) => servers.hostNamed(name) });
    onTestFinished(() => leases.stop());
    return leases;
  };

  test('is followed by what was asked before it', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 400 });
    await ask('VM1', 'set-cpu-priority', { share: 500, for: '1s' });
    const leases = leasesOf(async () => servers.server('VM1').domain);

    leases.look();

    await expect.poll(() => servers.domain('VM1').cpuShares, { timeout: 10_000 }).toBe(400);
    await expect.poll(() => causes('VM1')).toEqual(['set success', 'set success', 'lease-end success']);
    expect(await find('VM1', 'cpu')).toMatchObject({ asked: 400, until: undefined });
  });

  test('of a server that does not run ends with its record, but for a class, which outlives the domain', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 500, for: '1s' });
    await ask('VM1', 'set-net-priority', { prio: 5, for: '1s' });
    let domain: Domain | undefined;
    servers.domain('VM1').running = false;
    const leases = leasesOf(async () => domain);
    leases.look();

    await expect.poll(() => find('VM1', 'cpu'), { timeout: 10_000 }).toBeUndefined();
    expect(await find('VM1', 'network')).toMatchObject({ asked: 5 });

    servers.domain('VM1').running = true;
    domain = servers.server('VM1').domain;
    const later = leasesOf(async () => domain);
    later.look();
    await expect.poll(() => find('VM1', 'network'), { timeout: 10_000 }).toBeUndefined();
  });

  test('of a server that does not run ends once, however many look at it', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 500, for: '1s' });
    servers.domain('VM1').running = false;
    for (const leases of Array.from({ length: 3 }, () => leasesOf(async () => undefined))) leases.look();

    await expect.poll(() => find('VM1', 'cpu'), { timeout: 10_000 }).toBeUndefined();

    expect(await causes('VM1')).toEqual(['set success', 'lease-end success']);
  });

  test.each([
    ['has come up since it was looked for', undefined],
    ['cannot be told to run or not', 'unsure'],
  ] as const)('of a server that %s does not end with its record', async (_what, found) => {
    await ask('VM1', 'set-cpu-priority', { share: 500, for: '1s' });
    let looked = 0;
    const leases = leasesOf(async () => {
      looked += 1;
      return found;
    });
    leases.look();
    await expect.poll(() => looked, { timeout: 10_000 }).toBe(1);
    await leases.stop();

    expect(await find('VM1', 'cpu')).toMatchObject({ asked: 500 });
  });

  test('of a server that was resized since gives it no more than its maximum', async () => {
    await ask('VM1', 'set-current-memory', { memory: 100, for: '1s' });
    Object.assign(servers.domain('VM1').server, { memoryMiB: 128 });
    onTestFinished(() => void Object.assign(servers.domain('VM1').server, { memoryMiB: 256 }));
    leasesOf(async () => servers.server('VM1').domain).look();

    await expect.poll(() => causes('VM1'), { timeout: 10_000 }).toEqual(['set success', 'lease-end success']);
    expect(servers.domain('VM1').actualKiB).toBe(128 * 1024);
  });

  test('that a guest does not give back is tried again after a while, and no sooner', async () => {
    await ask('VM1', 'set-current-memory', { memory: 128, for: '1s' });
    Object.assign(servers.domain('VM1').server, { balloonDriver: false });
    onTestFinished(() => void Object.assign(servers.domain('VM1').server, { balloonDriver: true }));
    const leases = leasesOf(async () => servers.server('VM1').domain);
    leases.look();
    await expect.poll(() => causes('VM1'), { timeout: 10_000 }).toEqual(['set success', 'lease-end failure']);

    leases.look();
    leases.look();
    await leases.stop();

    expect(await causes('VM1')).toEqual(['set success', 'lease-end failure']);
    expect(await find('VM1', 'memory')).toMatchObject({ asked: 128 * 1024 });
  });

  test('of a server of which nothing else is asked is followed by what the host had', async () => {
    await ask('VM1', 'set-cpu-priority', { share: 500, for: '1s' });
    const leases = leasesOf(async () => servers.server('VM1').domain);

    leases.look();

    await expect.poll(() => servers.domain('VM1').cpuShares, { timeout: 10_000 }).toBe(1024);
    await expect.poll(() => find('VM1', 'cpu')).toBeUndefined();
  });
});

describe('a change whose maker was ended in the middle', () => {
  /** Begun by another, as far as the store can tell. */
  const abandon = async (share: number, hasHappened: boolean) => {
    const { id: serverId, domain } = servers.server('VM1');
    const before = servers.domain('VM1').cpuShares;
    const change = { serverId, resource: 'cpu', cause: 'set', asker, asked: share, before, until: undefined } as const;
    const id = await store.begin(change, { projectId: 'p1', hostName: domain.host.name, domainName: domain.name });
    if (hasHappened) servers.domain('VM1').cpuShares = share;
    abandonedIds.push(id);
    store.listAbandoned = async () => {
      const lines = await store.listChanges(serverId, { limit: 100, before: undefined });
      return lines.filter((line) => abandonedIds.includes(line.id) && line.end === undefined);
    };
  };
  let abandonedIds: number[];
  beforeEach(() => {
    abandonedIds = [];
  });

  test('is complete where the host has it', async () => {
    await abandon(400, true);

    await recover(book, inventory);

    expect(await causes('VM1')).toEqual(['set success']);
    expect(await find('VM1', 'cpu')).toMatchObject({ asked: 400, state: 'applied' });
  });

  test('is interrupted where the host has it not, and nothing is asked', async () => {
    await abandon(400, false);

    await recover(book, inventory);

    expect(await causes('VM1')).toEqual(['set interrupted']);
    expect(await find('VM1', 'cpu')).toBeUndefined();
    expect(servers.domain('VM1').cpuShares).toBe(1024);
  });

  test('is put back where the host has something else by now, before it counts as ended', async () => {
    await abandon(400, false);
    servers.domain('VM1').cpuShares = 777;
    const { end } = store;
    let atTheEnd: number | undefined;
    store.end = (...args) => {
      atTheEnd = servers.domain('VM1').cpuShares;
      return end.apply(store, args);
    };

    await recover(book, inventory);

    expect(atTheEnd).toBe(1024);
    expect(await causes('VM1')).toEqual(['set interrupted']);
  });

  test('that had found what an earlier one left is undone before that, so that what stays was asked', async () => {
    await abandon(400, true);
    await abandon(500, false);
    servers.domain('VM1').cpuShares = 450;

    await recover(book, inventory);

    expect(servers.domain('VM1').cpuShares).toBe(400);
    expect(await causes('VM1')).toEqual(['set success', 'set interrupted']);
    expect(await find('VM1', 'cpu')).toMatchObject({ asked: 400, original: 1024 });
  });

  test('that another novatuned sees to meanwhile is left to it', async () => {
    await abandon(400, false);
    servers.domain('VM1').cpuShares = 777;
    const [open] = await store.listAbandoned();
    const { find: findKept } = store;
    store.find = async (...args) => {
      await store.end(open!.id, { outcome: 'interrupted', after: 777, reason: 'The other was there first.' });
      return findKept.apply(store, args);
    };

    await recover(book, inventory);

    expect(servers.domain('VM1').cpuShares).toBe(777);
  });

  test('takes nothing from whoever has asked for something since', async () => {
    await abandon(400, false);
    await ask('VM1', 'set-cpu-priority', { share: 2222 });

    await recover(book, inventory);

    expect(servers.domain('VM1').cpuShares).toBe(2222);
    expect(await causes('VM1')).toEqual(['set interrupted', 'set success']);
  });

  test('on a domain that has come up anew since is not undone there', async () => {
    await abandon(400, false);
    servers.domain('VM1').cpuShares = 4096;

    await recover(book, inventory);

    expect(servers.domain('VM1').cpuShares).toBe(4096);
    expect(await causes('VM1')).toEqual(['set interrupted']);
  });

  test('and was on the way to the ratio goes on to it', async () => {
    servers = new FakeServers({ balloonTimeoutMs: ms(300), balloonGuard: false, ballooningRamRatio: 2 });
    const { id: serverId, domain } = servers.server('VM1');
    const asked = 128 * 1024;
    const change = { serverId, resource: 'memory', cause: 'ratio', asker: undefined, until: undefined } as const;
    const where = { projectId: 'p1', hostName: domain.host.name, domainName: domain.name };
    abandonedIds.push(await store.begin({ ...change, asked, before: 256 * 1024 }, where));
    await abandon(1024, true);
    servers.domain('VM1').actualKiB = 192 * 1024;

    await recover(book, inventory);

    expect(servers.domain('VM1').actualKiB).toBe(asked);
    expect(await causes('VM1')).toEqual(['ratio interrupted', 'set success', 'ratio success']);
  });

  test('is looked at again where its host did not answer', async () => {
    await abandon(400, true);
    const away: Inventory = { ...inventory, find: () => Promise.reject(new Error('away')) };

    await recover(book, away);
    expect(await causes('VM1')).toEqual(['set undefined']);
    await recover(book, inventory);

    expect(await causes('VM1')).toEqual(['set success']);
  });
});

import { expect, test } from 'vitest';
import type { StoreTest } from './behaviour.ts';
import { failure, newChange, succeed, where } from './changes.ts';

export function describeLeases(here: StoreTest): void {
  const uppermost = async () => (await here.store.find('server-1'))?.allocations[0];

  test('a set with an end lies on top of what was asked before', async () => {
    await succeed(here.store);
    const until = here.clock.in(60);
    await succeed(here.store, { asked: 900, before: 400, until });

    expect(await uppermost()).toMatchObject({ asked: 900, until, original: 1024 });
    expect(await here.store.findNextLeaseEnd()).toEqual(until);
    expect(await here.store.listEndedLeases(here.clock.in(59))).toEqual([]);
    expect(await here.store.listEndedLeases(until)).toEqual([{ serverId: 'server-1', resource: 'cpu', next: 400 }]);
  });

  test('a lease that has ended shows until its lease-end has succeeded', async () => {
    await succeed(here.store);
    await succeed(here.store, { asked: 900, until: here.clock.in(60) });
    here.clock.pass(61);
    await here.store.end(await here.store.begin(newChange({ cause: 'lease-end' }), where), failure);
    expect(await uppermost()).toMatchObject({ asked: 900 });
    expect(await here.store.findNextLeaseEnd()).toEqual(here.clock.in(-1));

    await succeed(here.store, { cause: 'lease-end' });
    expect(await uppermost()).toMatchObject({ asked: 400, until: undefined, actual: 400, original: 1024 });
    expect(await here.store.findNextLeaseEnd()).toBeUndefined();
    expect(await here.store.listEndedLeases(here.clock.in(0))).toEqual([]);
  });

  test('where nothing was asked before a lease its end leaves nothing, and the next is the original', async () => {
    await succeed(here.store, { until: here.clock.in(60) });
    here.clock.pass(60);
    expect(await here.store.listEndedLeases(here.clock.in(0))).toEqual([
      { serverId: 'server-1', resource: 'cpu', next: 1024 },
    ]);

    await succeed(here.store, { cause: 'lease-end', asked: 1024 });
    expect((await here.store.find('server-1'))?.allocations).toEqual([]);
    await succeed(here.store, { before: 5 });
    expect(await uppermost()).toMatchObject({ original: 5 });
  });

  test('of several leases the uppermost that has not ended is next', async () => {
    await succeed(here.store, { asked: 100 });
    await succeed(here.store, { asked: 200, until: here.clock.in(30) });
    await succeed(here.store, { asked: 300, until: here.clock.in(20) });
    await succeed(here.store, { asked: 400, until: here.clock.in(10) });
    const next = async (seconds: number) => (await here.store.listEndedLeases(here.clock.in(seconds)))[0]?.next;

    expect([await next(9), await next(10), await next(25), await next(35)]).toEqual([undefined, 300, 200, 100]);
  });

  test('a lease that ends below another changes nothing', async () => {
    await succeed(here.store, { asked: 100, until: here.clock.in(10) });
    await succeed(here.store, { asked: 200, until: here.clock.in(20) });

    expect(await here.store.listEndedLeases(here.clock.in(10))).toEqual([]);
    expect(await here.store.findNextLeaseEnd()).toEqual(here.clock.in(20));
    expect(await here.store.listEndedLeases(here.clock.in(20))).toMatchObject([{ next: 1024 }]);
  });

  test('a lease-end leaves what ends while it is under way, since the host was given that', async () => {
    await succeed(here.store, { asked: 100, until: here.clock.in(11) });
    await succeed(here.store, { asked: 200, until: here.clock.in(10) });
    here.clock.pass(10);
    const id = await here.store.begin(newChange({ cause: 'lease-end', asked: 100 }), where);
    here.clock.pass(5);
    await here.store.end(id, { outcome: 'success', after: 100, reason: undefined });

    expect(await uppermost()).toMatchObject({ asked: 100, actual: 100 });
    expect(await here.store.listEndedLeases(here.clock.in(0))).toMatchObject([{ next: 1024 }]);
  });

  test('a set without an end takes the place of all leases', async () => {
    await succeed(here.store, { asked: 100, until: here.clock.in(10) });
    await succeed(here.store, { asked: 200, until: here.clock.in(5) });
    await succeed(here.store, { asked: 300 });

    expect(await uppermost()).toMatchObject({ asked: 300, until: undefined });
    expect(await here.store.findNextLeaseEnd()).toBeUndefined();
    expect(await here.store.listEndedLeases(here.clock.in(20))).toEqual([]);
  });

  test('a lease that ended before it was applied shows until its lease-end', async () => {
    const id = await here.store.begin(newChange({ until: here.clock.in(1) }), where);
    here.clock.pass(5);
    await here.store.end(id, { outcome: 'success', after: 400, reason: undefined });

    expect(await uppermost()).toMatchObject({ asked: 400 });
    expect(await here.store.listEndedLeases(here.clock.in(0))).toHaveLength(1);
  });

  test('ended leases come in the order in which they ended, of every server', async () => {
    await succeed(here.store, { serverId: 'server-1', until: here.clock.in(3) });
    await succeed(here.store, { serverId: 'server-2', until: here.clock.in(2) });
    await succeed(here.store, { serverId: 'server-2', resource: 'disk', until: here.clock.in(1) });
    await succeed(here.store, { serverId: 'server-3', until: here.clock.in(9) });

    const ended = await here.store.listEndedLeases(here.clock.in(5));
    expect(ended.map(({ serverId, resource }) => `${serverId} ${resource}`)).toEqual([
      'server-2 disk',
      'server-2 cpu',
      'server-1 cpu',
    ]);
  });
}

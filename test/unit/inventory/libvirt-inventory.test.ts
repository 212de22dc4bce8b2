import { afterEach, describe, expect, test } from 'vitest';
import { Host } from '../../../src/compute/host.ts';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { fakeConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import { sampleServers } from '../../../src/fake/servers.ts';
import { type InventoryObserver, LibvirtInventory } from '../../../src/inventory/libvirt-inventory.ts';
import { silent } from '../fake/fake-servers.ts';
import { StubHost, settle, xmlOf } from './stub-host.ts';

const u1 = 'a0000000-0000-4000-8000-000000000001';
const u2 = 'a0000000-0000-4000-8000-000000000002';
const deaf: InventoryObserver = { hostChanged: () => {}, domainRefused: () => {}, domainEvent: () => {} };

const started: LibvirtInventory[] = [];

/** An inventory that listens to these hosts, whose events are yet to be connected. */
function listening(stubs: readonly StubHost[], observer = deaf): LibvirtInventory {
  const hosts = stubs.map((stub) => stub.host);
  const inventory = new LibvirtInventory(hosts, observer);
  started.push(inventory);
  void inventory.start();
  return inventory;
}

afterEach(() => {
  for (const inventory of started.splice(0)) inventory.stop();
});

const whereIs = async (inventory: LibvirtInventory, id: string) => (await inventory.find(id))?.hostName;

describe('LibvirtInventory', () => {
  test('lists the servers of all hosts, newest first, and by id where they are of one age', async () => {
    const [one, other] = [new StubHost('one'), new StubHost('other')];
    one.define(u1, 'a', xmlOf(u1, 'a', { created: '2026-11-20 12:00:00' }));
    other.define(u2, 'b', xmlOf(u2, 'b', { created: '2026-11-20 12:00:01' }));
    const u3 = u1.replace(/1$/, '3');
    one.define(u3, 'c', xmlOf(u3, 'c', { created: '2026-11-20 12:00:00' }));
    const inventory = listening([one, other]);

    await Promise.all([one.connect(), other.connect()]);

    expect(inventory.list().map(({ name }) => name)).toEqual(['server b', 'server c', 'server a']);
    expect(inventory.complete).toBe(true);
  });

  test('lists what has changed since it was last asked for', async () => {
    const host = new StubHost('one');
    host.define(u1, 'a');
    const inventory = listening([host]);
    await host.connect();
    const states = () => inventory.list().map(({ name, state }) => [name, state]);
    expect(states()).toEqual([['server a', 'active']]);

    host.define(u1, 'a', xmlOf(u1, 'a'), 'shut off (destroyed)');
    await host.tell('a', 'Stopped Destroyed');
    expect(states()).toEqual([['server a', 'stopped']]);

    host.domains.delete(u1);
    await host.tell('a', 'Undefined Removed');
    expect(states()).toEqual([]);
  });

  test('finds a server that runs on a host, and none on a host where none does', async () => {
    const [busy, quiet] = [new StubHost('busy'), new StubHost('quiet')];
    busy.define(u1, 'a', xmlOf(u1, 'a'), 'shut off (destroyed)');
    busy.define(u2, 'b');
    quiet.define(u1, 'a', xmlOf(u1, 'a'), 'shut off (destroyed)');
    const inventory = listening([busy, quiet]);
    await Promise.all([busy.connect(), quiet.connect()]);

    expect((await inventory.findRunning(busy.host))?.uuid).toBe(u2);
    expect(await inventory.findRunning(quiet.host)).toBeUndefined();
  });

  test('serves the other hosts while one is down, and says that it is not complete', async () => {
    const [up, down] = [new StubHost('up'), new StubHost('down')];
    up.define(u1, 'a');
    const heard: string[] = [];
    const observer = {
      ...deaf,
      hostChanged: ({ name }: Host, why: unknown) => heard.push(`${name} ${why ? 'down' : 'up'}`),
    };
    const inventory = listening([up, down], observer);

    await up.connect();
    await down.disconnect();

    expect((await inventory.find(u1))?.name).toBe('server a');
    expect([inventory.list().length, inventory.complete]).toEqual([1, false]);
    expect(heard).toEqual(['up up', 'down down']);
  });

  test('tells which domain of which host it could not look at', async () => {
    const host = new StubHost('one');
    host.define(u1, 'a', 'no XML');
    const heard: string[] = [];
    const observer = { ...deaf, domainRefused: ({ name }: Host, uuid: string) => heard.push(`${name} ${uuid}`) };
    listening([host], observer);

    await host.connect();

    expect(heard).toEqual([`one ${u1}`]);
  });

  test('starts once every host has been listed or has failed', async () => {
    const [up, down] = [new StubHost('up'), new StubHost('down')];
    const inventory = new LibvirtInventory([up.host, down.host], deaf);
    started.push(inventory);
    let ready = false;
    const start = inventory.start().then(() => {
      ready = true;
    });

    await up.connect();
    expect(ready).toBe(false);
    await down.disconnect();

    expect(ready).toBe(true);
    await start;
  });
});

describe('a server that two hosts have', () => {
  const both = async (state: string, otherState: string) => {
    const [source, target] = [new StubHost('source'), new StubHost('target')];
    source.define(u1, 'a', xmlOf(u1, 'a'), state);
    target.define(u1, 'a', xmlOf(u1, 'a'), otherState);
    const inventory = listening([source, target]);
    await Promise.all([source.connect(), target.connect()]);
    return { inventory, source, target };
  };

  test('is where it runs while it migrates', async () => {
    const { inventory } = await both('running (booted)', 'paused (migrating)');

    expect(await whereIs(inventory, u1)).toBe('source');
  });

  test('is where it runs after it has migrated, also if the source still has it', async () => {
    const { inventory } = await both('shut off (migrated)', 'running (migrated)');

    expect(await whereIs(inventory, u1)).toBe('target');
  });

  test('is listed once', async () => {
    const { inventory } = await both('shut off (migrated)', 'running (migrated)');

    expect(inventory.list().map(({ hostName }) => hostName)).toEqual(['target']);
  });

  test('moves with the events of its migration', async () => {
    const { inventory, source, target } = await both('running (booted)', 'paused (migrating)');

    target.define(u1, 'a', xmlOf(u1, 'a'), 'running (migrated)');
    await target.tell('a', 'Resumed Migrated');
    source.domains.delete(u1);
    await source.tell('a', 'Undefined Removed');

    expect(await whereIs(inventory, u1)).toBe('target');
  });

  test('is where it can be reached, if it was evacuated from a host that is down', async () => {
    const { inventory, source } = await both('running (booted)', 'running (booted)');
    expect(await whereIs(inventory, u1)).toBe('source');
    expect(inventory.list().map(({ hostName }) => hostName)).toEqual(['source']);

    await source.disconnect();

    expect(await whereIs(inventory, u1)).toBe('target');
    expect(inventory.list().map(({ hostName }) => hostName)).toEqual(['target']);
  });
});

test('the in-memory driver is listed as a real host is, and its events are heard', async () => {
  const fakes = fakeCluster();
  const hosts = fakes.map((fake) => new Host(fake, hostSettings(fakeConfig(), { name: fake.name }), silent));
  const inventory = new LibvirtInventory(hosts, deaf);
  started.push(inventory);
  const vm1 = sampleServers[0]!;

  await inventory.start();
  expect([inventory.complete, inventory.list().length]).toEqual([true, sampleServers.length]);
  expect(await inventory.find(vm1.id)).toMatchObject({ name: 'VM1', projectId: vm1.projectId, state: 'active' });

  fakes[0]?.stop(vm1.id);
  await expect.poll(async () => (await inventory.find(vm1.id))?.state).toBe('stopped');
  fakes[0]?.restart(vm1.id);
  await expect.poll(async () => (await inventory.find(vm1.id))?.state).toBe('active');
  inventory.stop();
  await Promise.all(hosts.map((host) => host.close()));
  await settle();
});

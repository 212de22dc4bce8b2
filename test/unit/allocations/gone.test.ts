import { beforeEach, describe, expect, test } from 'vitest';
import { sampleServers } from '../../../src/fake/servers.ts';
import type { Inventory } from '../../../src/inventory/server.ts';
import { Cluster } from './cluster.ts';

const { id } = sampleServers[0]!;

let cluster: Cluster;
const isKept = async () => ((await cluster.store.find(id))?.allocations.length ?? 0) > 0;
const lookTwice = async (look: () => Promise<void>) => {
  await look();
  cluster.pass(cluster.graceMs);
  await look();
};

beforeEach(async () => {
  cluster = await Cluster.open();
  await cluster.ask('VM1', 'set-cpu-priority', { share: 400 });
});

describe('a server whose domain is gone from every host', () => {
  test('is forgotten after the grace time, and its history stays', async () => {
    const forgotten: string[] = [];
    const look = cluster.forgetter({ forgotten: () => void forgotten.push('one') });
    cluster.fakes[0]!.undefine(id);

    await look();
    cluster.pass(cluster.graceMs - 1);
    await look();
    expect(await isKept()).toBe(true);
    cluster.pass(1);
    await look();

    expect(await isKept()).toBe(false);
    expect(forgotten).toEqual(['one']);
    expect(cluster.said).toContain('server is gone; what was asked of it is forgotten');
    expect(await cluster.store.listChanges(id, { limit: 10, before: undefined })).toHaveLength(1);
  });

  test('is kept if it was there between two looks, as after a hard reboot', async () => {
    const look = cluster.forgetter();
    const server = cluster.fakes[0]!.undefine(id);
    await look();
    cluster.fakes[0]!.create(server);
    cluster.pass(cluster.graceMs);
    await look();
    cluster.fakes[0]!.undefine(id);

    await look();

    expect(await isKept()).toBe(true);
  });

  test('is kept while some host does not answer, for it may have moved there', async () => {
    const look = cluster.forgetter();
    cluster.fakes[0]!.undefine(id);
    cluster.break(1);

    await lookTwice(look);

    expect(await isKept()).toBe(true);
  });

  test('is kept while its host is not configured', async () => {
    const look = cluster.forgetter({ listHosts: () => cluster.hosts.slice(1) });
    cluster.fakes[0]!.undefine(id);

    await lookTwice(look);

    expect(await isKept()).toBe(true);
  });

  test('is kept while some host has never been listed', async () => {
    const look = cluster.forgetter({ inventory: { ...cluster.inventory, complete: false } });
    cluster.fakes[0]!.undefine(id);

    await lookTwice(look);

    expect(await isKept()).toBe(true);
  });
});

test('a server that has moved to another host is kept', async () => {
  const look = cluster.forgetter();
  cluster.fakes[1]!.create(cluster.fakes[0]!.undefine(id));

  await lookTwice(look);

  expect(await isKept()).toBe(true);
});

test('a server that is shut off is kept', async () => {
  const look = cluster.forgetter();
  cluster.fakes[0]!.stop(id);

  await lookTwice(look);

  expect(await isKept()).toBe(true);
});

test('a server whose domain its host has is kept, even if the inventory cannot read that', async () => {
  const look = cluster.forgetter({ inventory: { ...cluster.inventory, find: async () => undefined } });

  await lookTwice(look);

  expect(await isKept()).toBe(true);
});

describe('where Nova has the servers', () => {
  const nova = (find: Inventory['find']) => ({ mayBeAnywhere: false, inventory: { ...cluster.inventory, find } });

  test('one that Nova knows is kept without a domain, as while it is shelved', async () => {
    const server = { ...cluster.servers.server('VM1'), state: 'shelved_offloaded' as const, hostName: undefined };
    cluster.fakes[0]!.undefine(id);

    await lookTwice(cluster.forgetter(nova(async () => server)));

    expect(await isKept()).toBe(true);
  });

  test('one that Nova calls deleted is forgotten', async () => {
    const server = { ...cluster.servers.server('VM1'), state: 'deleted' as const };
    cluster.fakes[0]!.undefine(id);

    await lookTwice(cluster.forgetter(nova(async () => server)));

    expect(await isKept()).toBe(false);
  });

  test('one that Nova does not know is forgotten though another host is away', async () => {
    cluster.fakes[0]!.undefine(id);
    cluster.break(1);

    await lookTwice(cluster.forgetter(nova(async () => undefined)));

    expect(await isKept()).toBe(false);
  });

  test('one whose own host is away is kept', async () => {
    cluster.break(0);

    await lookTwice(cluster.forgetter(nova(async () => undefined)));

    expect(await isKept()).toBe(true);
  });
});

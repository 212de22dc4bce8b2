import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Host } from '../../../src/compute/host.ts';
import type { HostDirectory } from '../../../src/inventory/host-directory.ts';
import { NovaApi } from '../../../src/inventory/nova-api.ts';
import { NovaInventory, type NovaInventoryObserver } from '../../../src/inventory/nova-inventory.ts';
import type { Server } from '../../../src/inventory/server.ts';
import { FakeNova, type NovaRecord } from '../../fakes/nova.ts';
import { Gate } from '../compute/gate.ts';
import { failure, StubHost, settle, xmlOf } from './stub-host.ts';

const u1 = 'a0000000-0000-4000-8000-000000000001';
const u2 = 'a0000000-0000-4000-8000-000000000002';

/** A Nova, its hosts by their names, and the inventory of both. Those that are `configured` are listened to from the start. */
class Cloud {
  readonly nova = new FakeNova();
  readonly heard: string[] = [];
  readonly inventory: NovaInventory;
  readonly #stubs = new Map<string, { readonly stub: StubHost; readonly host: Host }>();

  constructor(names: readonly string[], configured: readonly string[] = []) {
    for (const name of names) {
      const stub = new StubHost(name);
      this.#stubs.set(name, { stub, host: stub.host });
    }
    const directory: HostDirectory = {
      configured: configured.map((name) => this.#get(name).host),
      get: ({ hostName }) => this.#get(hostName).host,
    };
    const observer: NovaInventoryObserver = {
      hostChanged: ({ name }, why) => this.heard.push(`${name} ${why === undefined ? 'up' : 'down'}`),
      domainRead: ({ name, host }) => this.heard.push(`${host.name} has ${name}`),
      domainEvent: () => {},
    };
    this.inventory = new NovaInventory(new NovaApi(this.nova), directory, observer);
    clouds.push(this);
  }

  stub(name: string): StubHost {
    return this.#get(name).stub;
  }

  /** A server that Nova knows, on a host that has its domain. */
  define(id: string, parts: Partial<NovaRecord> = {}): NovaRecord {
    const record = this.nova.add(id, parts);
    if (record.host !== null) this.stub(record.host).define(id, record.instanceName);
    return record;
  }

  /** As Nova migrates: the domain appears on the other host and goes from the first, then Nova writes it down. */
  async migrate(id: string, to: string): Promise<void> {
    const record = this.nova.servers.get(id)!;
    const source = this.stub(record.host ?? '');
    this.stub(to).define(id, record.instanceName);
    source.domains.delete(id);
    await source.tell(record.instanceName, 'Stopped Migrated');
    record.host = to;
  }

  /** Where a getter finds the server. */
  async whereIs(id: string): Promise<string> {
    const server = await this.inventory.find(id, 'known');
    return (await server!.getDomain()).host.name;
  }

  /** One server of one host that is listened to, looked at once, so that a second look is from memory. */
  static async watched(parts: Partial<NovaRecord> = {}): Promise<{ cloud: Cloud; record: NovaRecord; stub: StubHost }> {
    const cloud = new Cloud(['compute1', 'compute2']);
    const record = cloud.define(u1, parts);
    await cloud.whereIs(u1);
    await cloud.stub('compute1').connect();
    vi.advanceTimersByTime(1);
    await cloud.whereIs(u1);
    cloud.nova.asked.length = 0;
    cloud.stub('compute1').asked.length = 0;
    return { cloud, record, stub: cloud.stub('compute1') };
  }

  #get(name: string) {
    const found = this.#stubs.get(name);
    if (found === undefined) throw new Error(`no entry of hosts is named ${name}`);
    return found;
  }
}

const clouds: Cloud[] = [];
const getDomain = async (server: Server | undefined) => (server as Server).getDomain();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  for (const { inventory } of clouds.splice(0)) inventory.stop();
  vi.useRealTimers();
});

describe('a server that Nova knows', () => {
  test('has the state, the task and the lock that Nova tells, and the project by which it is shown', async () => {
    const cloud = new Cloud(['compute1']);
    cloud.define(u1, { name: 'VM1', projectId: 'q', vmState: 'rescued', taskState: 'unrescuing', locked: true });

    expect(await cloud.inventory.find(u1, 'current')).toMatchObject({
      id: u1,
      name: 'VM1',
      projectId: 'q',
      state: 'rescued',
      taskState: 'unrescuing',
      isLocked: true,
      hostName: 'compute1',
      createdAt: '2026-11-20T12:12:57Z',
    });
  });

  test('has the domain that its host shows', async () => {
    const cloud = new Cloud(['compute1']);
    const { instanceName } = cloud.define(u1);
    cloud.stub('compute1').define(u1, instanceName, xmlOf(u1, instanceName, { memory: '2048' }));

    const domain = await getDomain(await cloud.inventory.find(u1, 'current'));

    expect(domain).toMatchObject({ uuid: u1, name: instanceName, maxMemoryKiB: 2048 });
    expect(domain.host.name).toBe('compute1');
  });

  test('is found without a word to its host: only its domain takes one', async () => {
    const cloud = new Cloud(['compute1']);
    cloud.define(u1);

    await cloud.inventory.find(u1, 'current');

    expect([cloud.stub('compute1').asked, cloud.stub('compute1').listened]).toEqual([[], 0]);
  });

  test('that is nowhere has a state and no domain', async () => {
    const cloud = new Cloud([]);
    cloud.define(u1, { host: null, hypervisorHostname: null, vmState: 'shelved_offloaded' });

    const server = await cloud.inventory.find(u1, 'current');

    expect(server).toMatchObject({ state: 'shelved_offloaded', hostName: undefined });
    await expect(getDomain(server)).rejects.toMatchObject({ kind: 'serverNotRunning' });
  });

  test('on a host that nobody knows is the caller’s to wait for, and the log’s to name', async () => {
    const cloud = new Cloud([]);
    cloud.nova.add(u1, { host: 'secret-host' });

    const fault = await getDomain(await cloud.inventory.find(u1, 'current')).catch((error: unknown) => error);

    expect(fault).toMatchObject({
      kind: 'hostUnavailable',
      message: `The host of instance ${u1} is not known to this service.`,
      cause: { message: 'no entry of hosts is named secret-host' },
    });
  });

  test('whose id is another domain’s name has no domain', async () => {
    const cloud = new Cloud(['compute1']);
    cloud.define(u1);
    cloud.stub('compute1').define(u1, u1, xmlOf(u2, u1));

    await expect(getDomain(await cloud.inventory.find(u1, 'current'))).rejects.toMatchObject({
      kind: 'serverNotFound',
    });
  });

  test('whose domain cannot be read is a fault of its own', async () => {
    const cloud = new Cloud(['compute1']);
    cloud.define(u1);
    cloud.stub('compute1').define(u1, 'one', '<domain>');

    await expect(getDomain(await cloud.inventory.find(u1, 'current'))).rejects.toMatchObject({
      kind: 'hostUnavailable',
      message: `The domain of instance ${u1} cannot be read.`,
    });
  });
});

test('a server that Nova does not know is not there', async () => {
  const cloud = new Cloud([]);

  expect(await cloud.inventory.find(u1, 'current')).toBeUndefined();
  expect(cloud.inventory.complete).toBe(true);
});

test.each([
  'nosuch',
  '../os-hypervisors',
  `${u1}/os-interface`,
  `${u1}?x`,
  u1.toUpperCase(),
])('what is no id is never put into a URL: %s', async (id) => {
  const cloud = new Cloud([]);

  expect(await cloud.inventory.find(id, 'current')).toBeUndefined();
  expect(cloud.nova.asked).toEqual([]);
});

describe('for a change', () => {
  test('Nova is asked each time, since a lock leaves no trace on the host', async () => {
    const { cloud, record } = await Cloud.watched();

    record.locked = true;

    expect((await cloud.inventory.find(u1, 'current'))?.isLocked).toBe(true);
    expect(cloud.nova.asked).toEqual([`/servers/${u1}`]);
  });

  test('a question that began before is not good enough, and all who came too late for it share the next', async () => {
    const cloud = new Cloud(['compute1']);
    const record = cloud.define(u1);
    const gate = new Gate();
    cloud.nova.late = () => gate.opened;
    const early = cloud.inventory.find(u1, 'current');

    record.locked = true;
    const late = [1, 2, 3].map(() => cloud.inventory.find(u1, 'current'));
    gate.open();

    expect((await early)?.isLocked).toBe(false);
    expect((await Promise.all(late)).map((server) => server?.isLocked)).toEqual([true, true, true]);
    expect(cloud.nova.asked).toHaveLength(2);
  });

  test('one failure is enough for all who waited for it', async () => {
    const cloud = new Cloud(['compute1']);
    cloud.nova.failing = 'silent';

    const asked = [1, 2, 3].map(() => cloud.inventory.find(u1, 'current'));

    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(cloud.nova.asked).toHaveLength(1);
  });
});

describe('for a look', () => {
  test('neither Nova nor the host is asked again while the host’s events come in', async () => {
    const { cloud, stub } = await Cloud.watched();

    expect(await cloud.whereIs(u1)).toBe('compute1');

    expect([cloud.nova.asked, stub.asked]).toEqual([[], []]);
  });

  test('many at once ask Nova once, and the host once', async () => {
    const cloud = new Cloud(['compute1']);
    cloud.define(u1);

    await Promise.all(Array.from({ length: 50 }, () => cloud.whereIs(u1)));

    expect(cloud.nova.asked).toHaveLength(1);
    expect(cloud.stub('compute1').asked).toEqual([`dumpxml ${u1}`]);
  });

  test('hundreds of servers on dozens of hosts are asked for once each, whoever looks and how often', async () => {
    const names = Array.from({ length: 30 }, (_, number) => `node-${number}`);
    const cloud = new Cloud(names, names);
    const ids = Array.from(
      { length: 600 },
      (_, number) => `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    );
    for (const [number, id] of ids.entries()) cloud.define(id, { host: `node-${number % 30}` });
    void cloud.inventory.start();
    for (const name of names) await cloud.stub(name).connect();
    vi.advanceTimersByTime(1);

    for (let round = 0; round < 3; round += 1) await Promise.all(ids.map((id) => cloud.whereIs(id)));

    expect(cloud.nova.asked).toHaveLength(600);
    expect(names.flatMap((name) => cloud.stub(name).asked)).toHaveLength(600);
  });

  test('what was asked for a change is remembered', async () => {
    const { cloud, record } = await Cloud.watched();
    record.name = 'new name';
    vi.advanceTimersByTime(1);
    await getDomain(await cloud.inventory.find(u1, 'current'));
    cloud.nova.asked.length = 0;

    expect((await cloud.inventory.find(u1, 'known'))?.name).toBe('new name');
    expect(cloud.nova.asked).toEqual([]);
  });

  test('Nova is asked again after a minute, the host is not', async () => {
    const { cloud, stub } = await Cloud.watched();

    vi.advanceTimersByTime(60_001);
    await cloud.whereIs(u1);

    expect([cloud.nova.asked.length, stub.asked]).toEqual([1, []]);
  });

  test('Nova is asked again after an event of the domain, and so is the host', async () => {
    const { cloud, record, stub } = await Cloud.watched();

    await stub.tell(record.instanceName, 'Stopped Shutdown');
    await cloud.whereIs(u1);

    expect([cloud.nova.asked.length, stub.asked]).toEqual([1, [`dumpxml ${u1}`]]);
  });

  test('an event of another domain of the host changes nothing', async () => {
    const { cloud, stub } = await Cloud.watched();

    await stub.tell('another', 'Stopped Shutdown');
    await cloud.whereIs(u1);

    expect([cloud.nova.asked, stub.asked]).toEqual([[], []]);
  });

  test('an answer that an event overtook is not remembered', async () => {
    const { cloud, record, stub } = await Cloud.watched();
    await stub.tell(record.instanceName, 'Suspended Paused');
    const gate = new Gate();
    cloud.nova.late = () => gate.opened;
    const looked = cloud.whereIs(u1);
    vi.advanceTimersByTime(1);
    await stub.tell(record.instanceName, 'Resumed Unpaused');
    gate.open();
    await looked;
    cloud.nova.asked.length = 0;

    await cloud.whereIs(u1);

    expect(cloud.nova.asked).toHaveLength(1);
  });

  test('a domain that an event overtook is not remembered', async () => {
    const { cloud, record, stub } = await Cloud.watched();
    await stub.tell(record.instanceName, 'Stopped Shutdown');
    const gate = new Gate();
    stub.answering = async (_line, answer) => {
      await gate.opened;
      return answer;
    };
    const looked = cloud.whereIs(u1);
    await settle();
    vi.advanceTimersByTime(1);
    await stub.tell(record.instanceName, 'Started Booted');
    gate.open();
    await looked;
    stub.asked.length = 0;

    await cloud.whereIs(u1);

    expect(stub.asked).toEqual([`dumpxml ${u1}`]);
  });

  test('nothing is remembered of a server with a task: its end shows nowhere', async () => {
    const { cloud, record } = await Cloud.watched();
    record.taskState = 'migrating';
    await getDomain(await cloud.inventory.find(u1, 'current'));
    cloud.nova.asked.length = 0;

    await cloud.whereIs(u1);

    expect(cloud.nova.asked).toHaveLength(1);
  });

  test('nothing is remembered of a host whose events do not come in', async () => {
    const { cloud, stub } = await Cloud.watched();

    await stub.disconnect();
    await cloud.whereIs(u1);
    await cloud.whereIs(u1);

    expect([cloud.nova.asked.length, stub.asked.length]).toEqual([2, 2]);
  });

  test('a server that is gone at Nova is forgotten', async () => {
    const { cloud } = await Cloud.watched();

    cloud.nova.servers.clear();
    expect(await cloud.inventory.find(u1, 'current')).toBeUndefined();

    expect(await cloud.inventory.find(u1, 'known')).toBeUndefined();
    expect(cloud.inventory.list()).toEqual([]);
  });
});

describe('a server that moves', () => {
  test('is found at its new host with the next look', async () => {
    const { cloud } = await Cloud.watched();

    await cloud.migrate(u1, 'compute2');

    expect(await cloud.whereIs(u1)).toBe('compute2');
  });

  test('is found at its new host with the next change', async () => {
    const { cloud } = await Cloud.watched();

    await cloud.migrate(u1, 'compute2');

    expect((await getDomain(await cloud.inventory.find(u1, 'current'))).host.name).toBe('compute2');
  });

  test('and comes back is found where it was first', async () => {
    const { cloud } = await Cloud.watched();

    await cloud.migrate(u1, 'compute2');
    await cloud.whereIs(u1);
    await cloud.stub('compute2').connect();
    await cloud.whereIs(u1);
    await cloud.migrate(u1, 'compute1');

    expect(await cloud.whereIs(u1)).toBe('compute1');
  });

  test('without an event is found by asking again, once its domain turned out to be gone', async () => {
    const { cloud, record, stub } = await Cloud.watched();
    const server = await cloud.inventory.find(u1, 'known');
    cloud.stub('compute2').define(u1, record.instanceName);
    stub.domains.delete(u1);
    record.host = 'compute2';

    const again = await server?.askAgain?.();

    expect((await getDomain(again)).host.name).toBe('compute2');
    expect(await cloud.whereIs(u1)).toBe('compute2');
  });

  test('away from a host that has died is found where it was evacuated to', async () => {
    const { cloud, record, stub } = await Cloud.watched();
    stub.answering = () => {
      throw failure('unreachable');
    };

    await stub.disconnect('unreachable');
    cloud.stub('compute2').define(u1, record.instanceName);
    record.host = 'compute2';

    expect(await cloud.whereIs(u1)).toBe('compute2');
  });
});

describe('a host that is down', () => {
  test('fails at once, from the first failure on, until its events are back', async () => {
    const { cloud, stub } = await Cloud.watched();
    await stub.disconnect('unreachable');

    await expect(cloud.whereIs(u1)).rejects.toMatchObject({
      kind: 'hostUnavailable',
      message: `The host of instance ${u1} does not answer; try again later.`,
      cause: { reason: 'unreachable' },
    });
    expect(stub.asked).toEqual([]);

    await vi.advanceTimersByTimeAsync(11_000);
    await stub.connect();
    expect(await cloud.whereIs(u1)).toBe('compute1');
  });

  test('holds up nobody else', async () => {
    const { cloud, stub } = await Cloud.watched();
    cloud.define(u2, { host: 'compute2' });
    const gate = new Gate();
    await stub.disconnect();
    stub.answering = async (_line, answer) => {
      await gate.opened;
      return answer;
    };
    const stuck = cloud.whereIs(u1);

    expect(await cloud.whereIs(u2)).toBe('compute2');
    gate.open();
    await stuck;
  });

  test('whose stream alone has broken is asked all the same', async () => {
    const { cloud, stub } = await Cloud.watched();

    await stub.disconnect('ended');

    expect(await cloud.whereIs(u1)).toBe('compute1');
  });

  test('may be another one when it is back: what was remembered of it is forgotten', async () => {
    const { stub } = await Cloud.watched();
    const before = stub.forgotten;

    await stub.disconnect('unreachable');
    await vi.advanceTimersByTimeAsync(11_000);
    await stub.connect();

    expect(stub.forgotten).toBe(before + 1);
  });
});

describe('listening', () => {
  test('begins at the start on the hosts that are configured, and is waited for', async () => {
    const cloud = new Cloud(['compute1', 'compute2', 'compute3'], ['compute1', 'compute2']);
    let started = false;
    const start = cloud.inventory.start().then(() => {
      started = true;
    });

    await cloud.stub('compute1').connect();
    expect(started).toBe(false);
    await cloud.stub('compute2').disconnect('unreachable');
    await start;

    expect(cloud.heard).toEqual(['compute1 up', 'compute2 down']);
    expect(cloud.stub('compute3').listened).toBe(0);
  });

  test('begins on other hosts with the first server that somebody acts on there', async () => {
    const names = Array.from({ length: 300 }, (_, number) => `node-${number}`);
    const cloud = new Cloud(names);
    const idOf = (number: number) => `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    for (const [number, host] of names.entries()) cloud.define(idOf(number), { host });

    for (const number of [7, 70, 270, 7]) await cloud.whereIs(idOf(number));

    const listened = names.filter((name) => cloud.stub(name).listened > 0);
    expect(listened).toEqual(['node-7', 'node-70', 'node-270']);
  });

  test('tells of the first domain of a host, also after it was away', async () => {
    const { cloud, record, stub } = await Cloud.watched();
    cloud.define(u2);
    await cloud.whereIs(u2);
    await stub.disconnect();
    await vi.advanceTimersByTimeAsync(11_000);
    await stub.connect();
    await cloud.whereIs(u1);

    expect(cloud.heard).toEqual([
      `compute1 has ${record.instanceName}`,
      'compute1 up',
      'compute1 down',
      'compute1 up',
      `compute1 has ${record.instanceName}`,
    ]);
  });

  test('ends with stop, and nothing is heard after it', async () => {
    const { cloud, record, stub } = await Cloud.watched();
    cloud.inventory.stop();
    cloud.heard.length = 0;

    await stub.tell(record.instanceName);
    await vi.advanceTimersByTimeAsync(60_000);

    expect([cloud.heard, vi.getTimerCount()]).toEqual([[], 0]);
  });
});

test('the servers that Nova was asked for lately are listed, newest first', async () => {
  const { cloud } = await Cloud.watched();
  cloud.define(u2);
  vi.advanceTimersByTime(1);
  await cloud.whereIs(u2);

  expect(cloud.inventory.list().map(({ id }) => id)).toEqual([u2, u1]);
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HostServers } from '../../../src/inventory/host-servers.ts';
import { Gate } from '../compute/gate.ts';
import { failure, StubHost, settle, xmlOf } from './stub-host.ts';

const u1 = 'a0000000-0000-4000-8000-000000000001';
const u2 = 'a0000000-0000-4000-8000-000000000002';

/** What an observer heard. */
interface Heard {
  readonly changes: unknown[];
  readonly refused: [uuid: string, failure: unknown][];
}

function watch(stub: StubHost): { servers: HostServers; heard: Heard } {
  const heard: Heard = { changes: [], refused: [] };
  const servers = new HostServers(stub.host, {
    hostChanged: (change) => heard.changes.push(change),
    domainRefused: (uuid, why) => heard.refused.push([uuid, why]),
    domainEvent: () => {},
  });
  return { servers, heard };
}

/** A host that is listened to and has been listed. */
async function started(stub: StubHost): Promise<{ servers: HostServers; heard: Heard }> {
  const watched = watch(stub);
  void watched.servers.start();
  await stub.connect();
  return watched;
}

const names = (servers: HostServers): string[] => [...servers.servers()].map(({ name }) => name).sort();
/** Past the longest delay between two tries. */
const later = async () => {
  await vi.advanceTimersByTimeAsync(11_000);
  await settle();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a host that is listed', () => {
  test('has the servers that Nova made, and no other domains', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    stub.define(u2, 'by-hand', `<domain><name>by-hand</name><uuid>${u2}</uuid><memory>1</memory></domain>`);

    const { servers, heard } = await started(stub);

    expect(names(servers)).toEqual(['server one']);
    expect(servers.find(u1)).toMatchObject({
      id: u1,
      state: 'active',
      taskState: undefined,
      isLocked: false,
      hostName: 'stub',
      domainName: 'one',
    });
    expect(await servers.find(u1)?.getDomain()).toMatchObject({ uuid: u1, name: 'one', maxMemoryKiB: 1024 });
    expect([servers.listed, servers.connected]).toEqual([true, true]);
    expect(heard).toEqual({ changes: [undefined], refused: [] });
  });

  test('is looked at a few domains at a time, so that users’ commands get in between', async () => {
    const stub = new StubHost();
    const all = Array.from({ length: 9 }, (_, index) => `a0000000-0000-4000-8000-00000000000${index}`);
    for (const uuid of all) stub.define(uuid, uuid);
    const gate = new Gate();
    stub.answering = async (line, answer) => {
      if (line.startsWith('dumpxml')) await gate.opened;
      return answer;
    };

    const { servers } = await started(stub);

    const few = all.slice(0, 8).flatMap((uuid) => [`dumpxml ${uuid}`, `domstate ${uuid} --reason`]);
    expect(stub.asked).toEqual(['list --all --uuid', ...few]);
    gate.open();
    await settle();
    expect(names(servers)).toEqual(all.map((uuid) => `server ${uuid}`));
  });

  test('may be another one than it was: what was remembered of it is forgotten', async () => {
    const stub = new StubHost();

    await started(stub);

    expect(stub.forgotten).toBe(1);
  });

  test('with a broken domain has all others, and says which one it is', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one', '<domain><name>one</name>');
    stub.define(u2, 'two');

    const { servers, heard } = await started(stub);

    expect(names(servers)).toEqual(['server two']);
    expect(servers.listed).toBe(true);
    expect(heard.changes).toEqual([undefined]);
    expect(heard.refused).toEqual([[u1, expect.any(Error)]]);
  });

  test('with a domain that libvirt refuses to show has all others, and is asked for it again', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    stub.define(u2, 'two');
    stub.answering = (line, answer) => {
      if (line === `dumpxml ${u1}`) throw failure('exit', 'error: internal error');
      return answer;
    };
    const { servers, heard } = await started(stub);

    expect(names(servers)).toEqual(['server two']);
    expect([servers.listed, heard.changes, heard.refused.length]).toEqual([true, [undefined], 1]);

    stub.answering = (_line, answer) => answer;
    await later();
    expect(names(servers)).toEqual(['server one', 'server two']);
  });

  test('with a domain that libvirt refuses for ever is asked less and less often', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    stub.answering = (line, answer) => {
      if (line === `dumpxml ${u1}`) throw failure('exit', 'error: internal error');
      return answer;
    };
    await started(stub);

    for (let minute = 0; minute < 5; minute += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      await settle();
    }

    expect(stub.asked.filter((line) => line.startsWith('list')).length).toBeLessThan(40);
  });

  test('with a domain that hangs has all others, but is not complete', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    stub.define(u2, 'two');
    stub.answering = (line, answer) => {
      if (line === `dumpxml ${u1}`) throw failure('timeout');
      return answer;
    };

    const { servers } = await started(stub);

    expect(names(servers)).toEqual(['server two']);
    expect(servers.listed).toBe(false);
  });

  test('has a server whose project is missing, for the admin', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one', xmlOf(u1, 'one').replace(/<nova:owner>.*<\/nova:owner>/s, ''));

    const { servers } = await started(stub);

    expect(servers.find(u1)).toMatchObject({ projectId: '', userId: '' });
  });
});

describe('an event', () => {
  test('shows a server that stops, and one that starts', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);

    stub.define(u1, 'one', xmlOf(u1, 'one'), 'shut off (destroyed)');
    await stub.tell('one', 'Stopped Destroyed');
    expect(servers.find(u1)?.state).toBe('stopped');

    stub.define(u1, 'one');
    await stub.tell('one', 'Started Booted');
    expect(servers.find(u1)?.state).toBe('active');
  });

  test('shows a server that is new', async () => {
    const stub = new StubHost();
    const { servers } = await started(stub);

    stub.define(u1, 'one');
    await stub.tell('one', 'Defined Added');

    expect(names(servers)).toEqual(['server one']);
  });

  test('takes away a server that is undefined', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers, heard } = await started(stub);

    stub.domains.delete(u1);
    await stub.tell('one', 'Undefined Removed');

    expect(names(servers)).toEqual([]);
    expect(heard.changes).toEqual([undefined, undefined]);
  });

  test('shows a domain that was defined anew with the same UUID', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);

    stub.define(u1, 'one', xmlOf(u1, 'one', { project: 'q', memory: '2048' }));
    await stub.tell('one', 'Defined Updated');

    expect(servers.find(u1)).toMatchObject({ projectId: 'q' });
    expect(await servers.find(u1)?.getDomain()).toMatchObject({ maxMemoryKiB: 2048 });
  });

  test('shows that a domain has no longer to do with Nova', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);

    stub.define(u1, 'one', `<domain><name>one</name><uuid>${u1}</uuid><memory>1</memory></domain>`);
    await stub.tell('one');

    expect(servers.find(u1)).toBeUndefined();
  });

  test('shows a domain of the same name with another UUID, also when both events come at once', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);

    stub.domains.delete(u1);
    stub.define(u2, 'one');
    await Promise.all([stub.tell('one', 'Undefined Removed'), stub.tell('one', 'Defined Added')]);

    expect([servers.find(u1), servers.find(u2)?.name]).toEqual([undefined, 'server one']);
  });

  test('of a domain that nobody knew and that is gone already is no failure', async () => {
    const stub = new StubHost();
    const { heard } = await started(stub);

    await stub.tell('passing', 'Stopped Shutdown');

    expect(heard.changes).toEqual([undefined, undefined]);
  });

  test('of a domain whose name virsh takes for a number of its own finds the right one', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);
    stub.define(u2, '5');
    stub.answering = (line, answer) => (line.startsWith('domuuid') ? `${u1}\n` : answer);

    await stub.tell('5', 'Started Booted');

    expect(names(servers)).toEqual(['server 5', 'server one']);
  });

  test('of a domain whose name looks like an option is understood', async () => {
    const stub = new StubHost();
    const { servers } = await started(stub);
    stub.define(u1, '--help');

    await stub.tell('--help', 'Started Booted');

    expect(names(servers)).toEqual(['server --help']);
    expect(stub.asked).toContain('domuuid --domain --help');
  });

  test('that cannot be looked into is made good by a full list', async () => {
    const stub = new StubHost();
    const { servers, heard } = await started(stub);
    stub.define(u1, 'one');
    stub.answering = () => {
      throw failure('ended');
    };

    await stub.tell('one', 'Started Booted');
    expect(heard.changes.at(-1)).toMatchObject({ reason: 'ended' });
    expect(names(servers)).toEqual([]);

    stub.answering = (_line, answer) => answer;
    await later();
    expect(names(servers)).toEqual(['server one']);
    expect(heard.changes.at(-1)).toBeUndefined();
  });

  test('that comes while a full list is under way is not undone by it', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const gate = new Gate();
    stub.answering = async (line, answer) => {
      if (line.startsWith('list')) await gate.opened;
      return answer;
    };
    const { servers } = await started(stub);

    stub.define(u2, 'two');
    await stub.tell('two', 'Started Booted');
    expect(names(servers)).toEqual(['server two']);
    gate.open();
    await settle();

    expect(names(servers)).toEqual(['server one', 'server two']);
  });

  test('wins over an older answer that comes later', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);
    const gate = new Gate();
    let slow = true;
    stub.answering = async (line, answer) => {
      if (slow && line.startsWith('domstate')) await gate.opened;
      return answer;
    };

    await stub.tell('one', 'Resumed Unpaused');
    slow = false;
    stub.define(u1, 'one', xmlOf(u1, 'one'), 'shut off (crashed)');
    await stub.tell('one', 'Stopped Crashed');
    gate.open();
    await settle();

    expect(servers.find(u1)?.state).toBe('error');
  });

  test('that a domain is gone wins over an older answer that comes later', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);
    const gate = new Gate();
    let slow = true;
    stub.answering = async (line, answer) => {
      if (slow && line.startsWith('domstate')) await gate.opened;
      return answer;
    };

    await stub.tell('one', 'Resumed Unpaused');
    slow = false;
    stub.domains.delete(u1);
    await stub.tell('one', 'Undefined Removed');
    gate.open();
    await settle();

    expect(servers.find(u1)).toBeUndefined();
  });
});

describe('a host that is down', () => {
  test('ends the wait for it, and is heard of', async () => {
    const stub = new StubHost();
    const { servers, heard } = watch(stub);
    let waiting = true;
    void servers.start().then(() => {
      waiting = false;
    });
    await settle();
    expect(waiting).toBe(true);

    await stub.disconnect();

    expect(waiting).toBe(false);
    expect(heard.changes).toEqual([expect.objectContaining({ reason: 'ended' })]);
    expect([servers.listed, servers.connected]).toEqual([false, false]);
  });

  test('keeps its servers, and is listed in full when it is back', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    const { servers } = await started(stub);

    await stub.disconnect();
    stub.domains.delete(u1);
    stub.define(u2, 'two');
    expect([names(servers), servers.connected]).toEqual([['server one'], false]);
    await later();
    await stub.connect();

    expect([names(servers), servers.connected]).toEqual([['server two'], true]);
  });

  test('is not asked while nobody listens to its events', async () => {
    const stub = new StubHost();
    const { servers } = await started(stub);
    stub.answering = () => {
      throw failure('unreachable');
    };
    await stub.tell('one', 'Started Booted');
    await stub.disconnect();
    stub.asked.length = 0;

    await vi.advanceTimersByTimeAsync(200);
    await settle();

    expect(stub.asked).toEqual([]);
    servers.stop();
  });

  test('breaks off a list that is under way', async () => {
    const stub = new StubHost();
    for (let number = 1; number <= 9; number += 1)
      stub.define(`a0000000-0000-4000-8000-00000000000${number}`, `vm${number}`);
    const gate = new Gate();
    stub.answering = async (line, answer) => {
      if (line.startsWith('dumpxml')) await gate.opened;
      return answer;
    };
    const { servers, heard } = await started(stub);

    await stub.disconnect();
    gate.open();
    await settle();

    expect(stub.asked.filter((line) => line.startsWith('dumpxml'))).toHaveLength(8);
    expect(servers.listed).toBe(false);
    expect(heard.changes).toHaveLength(1);
  });
});

describe('a failing list', () => {
  test('is tried again, less and less often, until it succeeds', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one');
    stub.answering = () => {
      throw failure('timeout');
    };
    const { servers, heard } = await started(stub);
    const tries = () => stub.asked.filter((line) => line.startsWith('list')).length;

    expect([tries(), heard.changes.length]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(1000);
    await settle();
    const soon = tries();
    await vi.advanceTimersByTimeAsync(60_000);
    await settle();
    expect(soon).toBeLessThan(5);
    expect(tries() - soon).toBeLessThan(15);

    stub.answering = (_line, answer) => answer;
    await later();
    expect([names(servers), servers.listed]).toEqual([['server one'], true]);
  });
});

describe('stop', () => {
  test('is followed by nothing: no question, no word to the observer', async () => {
    const stub = new StubHost();
    stub.define(u1, 'one', 'no XML');
    const gate = new Gate();
    stub.answering = async (line, answer) => {
      if (line.startsWith('dumpxml')) await gate.opened;
      return answer;
    };
    const { servers, heard } = await started(stub);

    servers.stop();
    stub.answering = () => {
      throw failure('ended');
    };
    gate.open();
    await settle();
    const asked = stub.asked.length;
    await stub.tell('one');
    await later();

    expect(stub.asked).toHaveLength(asked);
    expect(heard).toEqual({ changes: [], refused: [] });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('lets go whoever waits for the first list', async () => {
    const { servers } = watch(new StubHost());
    const start = servers.start();

    servers.stop();

    await expect(start).resolves.toBeUndefined();
  });
});

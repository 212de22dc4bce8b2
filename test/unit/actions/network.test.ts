import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/actions/index.ts';
import { networkActions } from '../../../src/actions/network.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const prio = async (servers: FakeServers, name: string) =>
  (await perform('get-net-priority', null, servers.server(name))).answer.prio;
const set = (servers: FakeServers, name: string, value: number) =>
  perform('set-net-priority', { prio: value }, servers.server(name));
const reset = (servers: FakeServers, name: string) => perform('reset-net-priority', null, servers.server(name));
const shown = (servers: FakeServers) =>
  servers.fake('VM1').tc.run(['-d', '-batch', '-'], 'qdisc show dev eth1\nclass show dev eth1\n').stdout;

/** A second interface for VM1, on a bridge of its own. */
function addInterface(servers: FakeServers, bridge: string): void {
  const { virsh } = servers.fake('VM1');
  const run = virsh.run.bind(virsh);
  virsh.run = (command) =>
    command[0] === 'domiflist'
      ? `${run(command)} vnet99   bridge   ${bridge}   virtio   fa:16:3e:00:00:99\n`
      : run(command);
}

describe('set-net-priority', () => {
  test('sets a priority, which the kernel keeps', async () => {
    const servers = new FakeServers();

    expect(await set(servers, 'VM1', 33)).toEqual({ answer: { success: true }, warnings: [] });
    expect(await prio(servers, 'VM1')).toBe(33);
  });

  test("divides 80 Mbit/s as in the thesis, and leaves the others' priorities alone", async () => {
    const servers = new FakeServers();

    for (const [name, value] of [
      ['VM1', 0],
      ['VM2', 33],
      ['VM3', 61],
    ] as const)
      await set(servers, name, value);

    expect(await Promise.all(['VM1', 'VM2', 'VM3'].map((name) => prio(servers, name)))).toEqual([0, 33, 61]);
    expect([...shown(servers).matchAll(/ rate (39015|26010|14975)Kbit/g)]).toHaveLength(3);
  });

  test('changes nothing the second time', async () => {
    const servers = new FakeServers();
    await set(servers, 'VM1', 33);
    const before = shown(servers);

    await set(servers, 'VM1', 33);

    expect(shown(servers)).toBe(before);
  });

  test('serialises changes of one host, so that none is lost', async () => {
    const servers = new FakeServers();

    await Promise.all([set(servers, 'VM1', 1), set(servers, 'VM2', 2), set(servers, 'VM3', 3)]);

    expect(await Promise.all(['VM1', 'VM2', 'VM3'].map((name) => prio(servers, name)))).toEqual([1, 2, 3]);
  });

  test('never touches a root that somebody else made', async () => {
    const servers = new FakeServers();
    servers.fake('VM1').tc.run(['-batch', '-'], 'qdisc add dev eth1 root handle 1: htb default fffe\n');
    const before = shown(servers);

    await expect(set(servers, 'VM1', 5)).rejects.toMatchObject({ kind: 'foreignQdisc' });

    expect(shown(servers)).toBe(before);
    expect(await prio(servers, 'VM1')).toBe(-1);
  });

  test('is not supported for a server without an interface that can be told on the uplink', async () => {
    const servers = new FakeServers();
    const { virsh } = servers.fake('VM1');
    const run = virsh.run.bind(virsh);
    virsh.run = (command) => (command[0] === 'domiflist' ? ' -   hostdev   -   -   fa:16:3e:00:00:01\n' : run(command));

    await expect(set(servers, 'VM1', 5)).rejects.toMatchObject({ kind: 'notSupported' });
    expect(await prio(servers, 'VM1')).toBe(-1);
    expect((await reset(servers, 'VM1')).answer).toEqual({ success: true });
  });

  test("is for the interfaces on the first one's bridge where the uplink is found by the bridge", async () => {
    const servers = new FakeServers();
    addInterface(servers, 'br200');

    await set(servers, 'VM1', 5);

    expect(filters(servers)).toEqual(['fa163e00/ffffffff']);
  });

  test('is for all interfaces where the configuration names the uplink', async () => {
    const servers = new FakeServers({ uplink: 'eth1' });
    addInterface(servers, 'br200');

    await set(servers, 'VM1', 5);

    expect(filters(servers)).toHaveLength(2);
    expect(await prio(servers, 'VM1')).toBe(5);
  });
});

const filters = (servers: FakeServers): string[] =>
  [
    ...servers
      .fake('VM1')
      .tc.run(['-d', '-batch', '-'], 'filter show dev eth1 parent 4e54:\n')
      .stdout.matchAll(/match (fa163e00\S+)/g),
  ].map(([, match]) => String(match));

describe('reset-net-priority', () => {
  test("takes a priority away and gives its part to the others; the last one's takes the tree along", async () => {
    const servers = new FakeServers();
    await set(servers, 'VM1', 0);
    await set(servers, 'VM2', 0);

    await reset(servers, 'VM1');
    expect([await prio(servers, 'VM1'), await prio(servers, 'VM2')]).toEqual([-1, 0]);

    await reset(servers, 'VM2');
    expect(shown(servers)).not.toContain('4e54:');
  });

  test('is no error for a server that has none', async () => {
    const servers = new FakeServers();

    expect(await reset(servers, 'VM1')).toEqual({ answer: { success: true }, warnings: [] });
    expect(shown(servers)).not.toContain('4e54:');
  });
});

describe('the answer of a network action', () => {
  test('is never a success that the uplink does not show', async () => {
    const servers = new FakeServers();
    await set(servers, 'VM1', 7);
    const { domain } = servers.server('VM1');
    const after = await networkActions['set-net-priority'].read(domain, { prio: 7 });

    expect(() => networkActions['set-net-priority'].answer({ prio: 8 }, after, true)).toThrow(
      /priority 7 instead of 8/,
    );
    expect(() => networkActions['reset-net-priority'].answer(null, after, true)).toThrow(/priority 7 instead of none/);
  });
});

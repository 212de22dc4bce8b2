import { beforeEach, describe, expect, test } from 'vitest';
import { sampleServers } from '../../../src/fake/servers.ts';
import { Cluster } from './cluster.ts';

const [vm1, vm2, vm3] = [sampleServers[0]!, sampleServers[1]!, sampleServers[2]!];

let cluster: Cluster;
const lookTwice = async ({ look }: { look(): Promise<void> }) => {
  await look();
  cluster.pass(cluster.graceMs);
  await look();
};

beforeEach(async () => {
  cluster = await Cluster.open();
  await cluster.ask('VM1', 'set-net-priority', { prio: 0 });
  await cluster.ask('VM2', 'set-net-priority', { prio: 33 });
});

describe('a class whose server was deleted and forgotten', () => {
  beforeEach(async () => {
    cluster.fakes[0]!.undefine(vm1.id);
    await cluster.store.forget(vm1.id);
  });

  test('is removed after the grace time, with its filters, and its part goes to the others', async () => {
    const orphans = cluster.orphans();

    await orphans.look();
    cluster.pass(cluster.graceMs - 1);
    await orphans.look();
    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
    cluster.pass(1);
    await orphans.look();

    expect(await cluster.macs()).toEqual([vm2.mac]);
    expect(cluster.fakes[0]!.tc.batch('class show dev eth1').stdout).toMatch(/class htb 4e54:11 .* rate 80Mbit/);
    expect(orphans.removed).toEqual(['compute1']);
    expect(cluster.said).toContain('class without a guest removed');
  });

  test('is only told of where drift is, once', async () => {
    const orphans = cluster.orphans({ mends: false });

    await lookTwice(orphans);
    await orphans.look();

    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
    expect(cluster.said.filter((msg) => msg === 'class without a guest')).toHaveLength(1);
  });

  test('takes the tree with it when it is the last, even if the host has no domain any more', async () => {
    for (const { id } of [vm2, vm3]) {
      cluster.fakes[0]!.undefine(id);
      await cluster.store.forget(id);
    }

    await lookTwice(cluster.orphans());

    expect(await cluster.macs()).toBeUndefined();
  });

  test('is not looked at further once it has another guest', async () => {
    const orphans = cluster.orphans();
    await orphans.look();
    cluster.fakes[0]!.create(vm1);
    cluster.pass(cluster.graceMs);

    await orphans.look();
    await orphans.look();

    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
  });

  test('waits while a domain of the host cannot be told', async () => {
    cluster.break(0, 'domiflist');

    await lookTwice(cluster.orphans());

    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
  });

  test('is looked at anew after a look that failed', async () => {
    const orphans = cluster.orphans();
    await orphans.look();
    const mend = cluster.break(0, 'domiflist');
    await orphans.look();
    mend();
    cluster.pass(cluster.graceMs);

    await orphans.look();

    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
  });

  test('is removed though a server of another host is missing there', async () => {
    await cluster.ask('VM4', 'set-cpu-priority', { share: 400 });
    cluster.fakes[1]!.undefine(sampleServers[3]!.id);

    await lookTwice(cluster.orphans());

    expect(await cluster.macs()).toEqual([vm2.mac]);
  });

  test('comes back if its guest does while it is being removed', async () => {
    const fake = cluster.fakes[0]!;
    const run = fake.run.bind(fake);
    fake.run = (argv, options) => {
      const isRemoval = options.input?.includes('filter del') === true;
      if (isRemoval && !fake.virsh.domains.has(vm1.id)) fake.create(vm1);
      return run(argv, options);
    };
    const orphans = cluster.orphans();

    await lookTwice(orphans);

    expect(fake.virsh.domains.has(vm1.id)).toBe(true);
    expect([...(await cluster.macs())!].sort()).toEqual([vm1.mac, vm2.mac]);
    expect(orphans.removed).toEqual([]);
  });
});

test('a class whose domain is shut off stays', async () => {
  cluster.fakes[0]!.stop(vm1.id);

  await lookTwice(cluster.orphans());

  expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
});

test('a class that somebody made by hand outside the guests’ stays, and so does a root that is not ours', async () => {
  const { tc } = cluster.fakes[0]!;
  const shape = 'htb rate 8kbit ceil 8kbit burst 1600b cburst 1600b quantum 1514 prio 0';
  tc.batch(`class add dev eth1 parent 4e54:1 classid 4e54:f ${shape}`);
  cluster.fakes[1]!.tc.batch('qdisc add dev eth1 root handle 1: htb default fffe');

  await lookTwice(cluster.orphans());

  expect(tc.batch('class show dev eth1').stdout).toContain('4e54:f ');
  expect(cluster.fakes[1]!.tc.batch('qdisc show dev eth1').stdout).toContain('htb 1: root');
});

test('a class that no filter leads to is removed as well', async () => {
  const { tc } = cluster.fakes[0]!;
  tc.batch('filter del dev eth1 parent 4e54: protocol all pref 100');

  await lookTwice(cluster.orphans());

  expect(tc.batch('class show dev eth1').stdout).not.toContain('4e54:10 ');
});

describe('a server of which something is asked never loses its class', () => {
  test('in a hard reboot, however long it takes', async () => {
    const orphans = cluster.orphans();
    const server = cluster.fakes[0]!.undefine(vm1.id);
    await lookTwice(orphans);
    await orphans.look();
    cluster.fakes[0]!.create(server);
    await lookTwice(orphans);

    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
    expect(orphans.removed).toEqual([]);
  });

  test('in a migration: it has one here while its domain is here, and one there from the first moment on', async () => {
    const orphans = cluster.orphans();
    cluster.fakes[1]!.create(vm1);
    await cluster.comeUp('VM1', 1);

    await lookTwice(orphans);
    expect(await cluster.macs(0)).toEqual([vm1.mac, vm2.mac]);
    expect(await cluster.macs(1)).toEqual([vm1.mac]);
    cluster.fakes[0]!.undefine(vm1.id);
    await orphans.look();
    expect(await cluster.macs(0)).toEqual([vm1.mac, vm2.mac]);
    await lookTwice(orphans);

    expect(await cluster.macs(1)).toEqual([vm1.mac]);
    expect(await cluster.macs(0)).toEqual([vm2.mac]);
  });

  test('in a migration that fails: only the host that it does not run on loses one', async () => {
    const orphans = cluster.orphans();
    cluster.fakes[1]!.create(vm1);
    await cluster.comeUp('VM1', 1);
    cluster.fakes[1]!.undefine(vm1.id);

    await lookTwice(orphans);

    expect(await cluster.macs(0)).toEqual([vm1.mac, vm2.mac]);
    expect(await cluster.macs(1)).toBeUndefined();
  });

  test('while no host has its domain, nor does any other class of that host go', async () => {
    const orphans = cluster.orphans();
    cluster.fakes[0]!.undefine(vm1.id);
    cluster.fakes[0]!.undefine(vm2.id);
    await cluster.store.forget(vm2.id);

    await lookTwice(orphans);
    expect(await cluster.macs()).toEqual([vm1.mac, vm2.mac]);
    await cluster.store.forget(vm1.id);
    await orphans.look();

    expect(await cluster.macs()).toBeUndefined();
  });

  test('but does not hold up others while Nova has it shelved, on no host', async () => {
    const shelved = { ...cluster.servers.server('VM1'), state: 'shelved_offloaded' as const, hostName: undefined };
    const inventory = { ...cluster.inventory, find: async () => shelved };
    cluster.fakes[0]!.undefine(vm1.id);

    await lookTwice(cluster.orphans({ inventory }));

    expect(await cluster.macs()).toEqual([vm2.mac]);
  });
});

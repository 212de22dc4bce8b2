import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { GuestShare } from '../../src/compute/htb-guests.ts';
import { withPriority } from '../../src/compute/htb-guests.ts';
import { planTree } from '../../src/compute/htb-plan.ts';
import { parseTree } from '../../src/compute/htb-tree.ts';
import { FakeHost } from '../../src/fake/fake-host.ts';
import type { SampleServer } from '../../src/fake/servers.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { kbit, netPriority } from '../../src/units.ts';

/** How many servers on how many hosts, and where what is asked of them is kept. */
export interface CrowdSize {
  readonly servers: number;
  readonly hosts: number;
}

const projectId = 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f01';
const userId = '1b0f6c1e7d2a4c5f8e9d0a1b2c3d4e5f';
const memoryMiB = 256;

/** What is asked of the server of a number; the four differ from what a fresh domain has. */
const asksOf = (number: number) => ({
  memory: (memoryMiB / 2 + (number % 64)) * 1024,
  cpu: 200 + (number % 800),
  disk: 200 + (number % 700),
  network: number % 99,
});

const digits = (number: number, count: number): string => number.toString(16).padStart(count, '0');

function serverOf(number: number, host: string): SampleServer {
  const mac = digits(number, 6).match(/../g)!.join(':');
  return {
    name: `instance-${digits(number, 8)}`,
    id: `b0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    projectId,
    userId,
    host,
    mac: `fa:16:3e:${mac}`,
    ip: `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
    memoryMiB,
    balloonDriver: true,
    running: true,
  };
}

const hostNameOf = (number: number, { hosts }: CrowdSize): string => `compute${number % hosts}`;

export const idOf = (number: number): string => serverOf(number, '').id;

/** Hosts in memory whose servers have all that is asked of them. */
export function crowdOf(size: CrowdSize): FakeHost[] {
  const all = Array.from({ length: size.servers }, (_, number) => number);
  const names = Array.from({ length: size.hosts }, (_, number) => hostNameOf(number, size));
  return names.map((name) => {
    const numbers = all.filter((number) => hostNameOf(number, size) === name);
    const servers = numbers.map((number) => serverOf(number, name));
    const kind = { cgroup: 'v1', systemd: false, blkio: true, ioScheduler: 'bfq' } as const;
    const host = new FakeHost({ name, kind, servers });
    for (const number of numbers) settle(host, number);
    shareUplink(host, numbers);
    return host;
  });
}

function settle(host: FakeHost, number: number): void {
  const domain = host.virsh.domains.get(idOf(number))!;
  const { memory, cpu, disk } = asksOf(number);
  domain.actualKiB = memory;
  domain.cpuShares = cpu;
  domain.ioWeight = disk;
}

function shareUplink(host: FakeHost, numbers: readonly number[]): void {
  const guests = numbers.reduce<GuestShare[]>(
    (before, number) => withPriority(before, [serverOf(number, '').mac], netPriority(asksOf(number).network)),
    [],
  );
  const settings = {
    device: 'eth1',
    linkRateKbit: kbit(100_000),
    htbRateKbit: kbit(80_000),
    borrow: true,
    leaf: 'fq_codel',
  } as const;
  for (const { tc } of planTree(parseTree(''), guests, settings)) {
    const { exitCode, stderr } = host.tc.batch(`${tc.join('\n')}\n`);
    if (exitCode !== 0) throw new Error(stderr);
  }
}

/** Writes a store in which all that is asked of all servers stands, in one transaction. */
export async function writeStore(file: string, size: CrowdSize): Promise<void> {
  closeSync(openSync(file, 'wx', 0o600));
  await (await openSqlite(file)).close();
  const database = new Database(file);
  const servers = database.prepare('insert into servers values (?, ?, ?, ?, 4, 0)');
  const asks = database.prepare('insert into asks values (?, ?, ?, ?, null, ?, ?, ?, ?)');
  const allocations = database.prepare('insert into allocations values (?, ?, ?, ?, ?, null)');
  database.transaction(() => {
    let id = 0;
    for (let number = 0; number < size.servers; number += 1) {
      const { id: serverId, name, host } = serverOf(number, hostNameOf(number, size));
      servers.run(serverId, projectId, host, name);
      for (const [resource, value] of Object.entries(asksOf(number))) {
        id += 1;
        asks.run(id, serverId, resource, value, Date.now(), userId, projectId, `req-${id}`);
        allocations.run(serverId, resource, 0, value, 'applied');
      }
    }
  })();
  database.close();
}

import { fileURLToPath } from 'node:url';
import { planHostCommand } from '../../test/lab/host-command.ts';
import { getLabHost } from '../../test/lab/index.ts';
import { cpuCase } from './cases.ts';
import { LineProgram } from './line-program.ts';
import { actionPath, type Load, type LoadGenerator } from './load.ts';
import { median, rounded, type Spread, spreadOf } from './percentile.ts';
import { atAllPlaces, firstHost, type Place } from './places.ts';
import type { Stage } from './stage.ts';

/** novatune and others doing the same to the same guest, in turns. */
export interface PeersResult {
  /** Milliseconds of one call, by who made it: `get: novatuned, local`. */
  readonly calls_ms: Readonly<Record<string, Spread>>;
  /** Calls a second, by who made them and how many at once. */
  readonly throughput: readonly ThroughputRow[];
  readonly versions: { readonly libvirt: number; readonly python: string };
  readonly failures: number;
}

interface ThroughputRow {
  readonly by: 'novatuned, local' | 'novatuned, ssh' | 'virsh spawned';
  readonly clients: number;
  readonly per_second: number;
}

interface PeerAnswer {
  readonly ms: readonly number[];
  readonly seconds: number;
}

const script = fileURLToPath(new URL('peers.py', import.meta.url));
const perRound = { ours: 20, libvirt: 20, spawn: 2 } as const;

/** A virsh spawned for each call and libvirt-python, inside the host; novatuned there, and from outside by ssh. Undefined without a lab. */
export async function measurePeers(stage: Stage): Promise<PeersResult | undefined> {
  if (stage.lab === undefined) return undefined;
  return atAllPlaces(stage, async ([local, ssh]) => {
    const argv = ['/usr/bin/python3', script, 'qemu:///system'];
    const peer = new LineProgram(await planHostCommand(getLabHost(firstHost), argv));
    try {
      return await measure(stage, peer, local!, ssh!);
    } finally {
      await peer.close();
    }
  });
}

async function measure(stage: Stage, peer: LineProgram, local: Place, ssh: Place): Promise<PeersResult> {
  const versions = await peer.read<PeersResult['versions']>();
  const server = local.guests[0]!.id;
  const ways = waysOf(peer, { local: local.load, ssh: ssh.load }, server);
  const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  await warmUp([local, ssh], server);
  for (let round = -1; round < (stage.quick ? 15 : 100); round += 1)
    for (const [name, call] of Object.entries(ways)) {
      stage.stop.throwIfAborted();
      const ms = await call();
      if (round >= 0) times.get(name)!.push(...ms);
    }
  stage.say('one call beside libvirt-python and a spawned virsh measured');
  const throughput = await measureThroughput(stage, peer, { local: local.load, ssh: ssh.load }, server);
  const calls = Object.fromEntries([...times].map(([name, ms]) => [name, spreadOf(ms)]));
  return { calls_ms: calls, throughput, versions, failures: refused };
}

/** Until V8 has compiled what each request takes, as in a service that has run for a while. */
async function warmUp(places: readonly Place[], server: string): Promise<void> {
  const path = actionPath(server);
  for (const { load } of places) {
    await load.run({ clients: 4, requests: 1500, ask: () => ({ path, action: cpuCase.get }) });
    await load.run({ clients: 4, requests: 300, ask: (turn) => ({ path, action: cpuCase.set(turn) }) });
  }
}

let refused = 0;

function checked(load: Load): Load {
  refused += Object.values(load.failures).reduce((sum, count) => sum + count, 0);
  return load;
}

interface Loads {
  readonly local: LoadGenerator;
  readonly ssh: LoadGenerator;
}

function waysOf(peer: LineProgram, loads: Loads, server: string): Record<string, () => Promise<readonly number[]>> {
  const path = actionPath(server);
  const ours = (load: LoadGenerator, action: (turn: number) => object) => async () =>
    checked(await load.run({ clients: 1, requests: perRound.ours, ask: (turn) => ({ path, action: action(turn) }) }))
      .timesMs;
  const theirs = (by: 'libvirt' | 'spawn', what: 'get' | 'set') => async () =>
    (await peer.ask<PeerAnswer>({ by, what, server, count: perRound[by] })).ms;
  const get = () => cpuCase.get;
  return {
    'get: libvirt-python': theirs('libvirt', 'get'),
    'get: novatuned, local': ours(loads.local, get),
    'get: novatuned, ssh': ours(loads.ssh, get),
    'get: virsh spawned': theirs('spawn', 'get'),
    'set: libvirt-python': theirs('libvirt', 'set'),
    'set: novatuned, local': ours(loads.local, cpuCase.set),
    'set: novatuned, ssh': ours(loads.ssh, cpuCase.set),
    'set: virsh spawned': theirs('spawn', 'set'),
  };
}

/** The median of a few rounds, in turns. */
async function measureThroughput(
  stage: Stage,
  peer: LineProgram,
  { local, ssh }: Loads,
  server: string,
): Promise<ThroughputRow[]> {
  const seconds = stage.quick ? 0.5 : 2;
  const ask = () => ({ path: actionPath(server), action: cpuCase.get });
  const ours = (load: LoadGenerator) => async (clients: number) => {
    const { timesMs, seconds: took } = checked(await load.run({ clients, durationMs: seconds * 1000, ask }));
    return timesMs.length / took;
  };
  const spawned = async (clients: number) => {
    const { ms, seconds: took } = await peer.ask<PeerAnswer>({ by: 'spawn', what: 'get', server, clients, seconds });
    return ms.length / took;
  };
  const ways = { 'novatuned, local': ours(local), 'novatuned, ssh': ours(ssh), 'virsh spawned': spawned };
  const rows: ThroughputRow[] = [];
  for (const clients of [1, 8, 32]) {
    const rates = new Map(Object.keys(ways).map((by) => [by, [] as number[]]));
    for (let round = 0; round < (stage.quick ? 2 : 5); round += 1)
      for (const [by, run] of Object.entries(ways)) {
        stage.stop.throwIfAborted();
        rates.get(by)!.push(await run(clients));
      }
    for (const [by, each] of rates)
      rows.push({ by: by as ThroughputRow['by'], clients, per_second: rounded(median(each)) });
  }
  stage.say('throughput beside a spawned virsh measured');
  return rows;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type CrowdSize, idOf, writeStore } from './crowd.ts';
import type { CrowdWish, Told } from './crowd-service.ts';
import { LoadGenerator } from './load.ts';
import { rounded, spreadOf } from './percentile.ts';
import type { Stage } from './stage.ts';
import { type Sweeps, watchSweeps } from './sweeps.ts';

/** A novatuned with the in-memory driver and a store in which all four resources of every server are asked. */
export interface InventoryRow {
  readonly servers: number;
  readonly hosts: number;
  /** From the start of the process until it listened. */
  readonly start_ms: number;
  readonly start_cpu_ms: number;
  /** Of `GET /servers/{id}`, over HTTP. */
  readonly lookup_p50_ms: number;
  readonly lookup_p99_ms: number;
  /** Resident, once all servers are known; and what of it the made-up hosts and Node itself are. */
  readonly memory_mib: number;
  readonly crowd_memory_mib: number;
  /** Null where they are left out. */
  readonly sweeps: Sweeps | null;
}

const program = fileURLToPath(new URL('../../dist/scripts/bench/crowd-service.js', import.meta.url));
const startMs = 120_000;

const sizes: readonly CrowdSize[] = [
  { servers: 10, hosts: 2 },
  { servers: 1000, hosts: 5 },
  { servers: 10_000, hosts: 20 },
];

export async function measureInventory(stage: Stage): Promise<readonly InventoryRow[]> {
  const rows: InventoryRow[] = [];
  for (const size of sizes.filter(({ servers }) => !stage.quick || servers !== 1000)) {
    stage.stop.throwIfAborted();
    rows.push(await measureSize(stage, size));
    stage.say(`${size.servers} servers measured`);
  }
  return rows;
}

async function measureSize(stage: Stage, size: CrowdSize): Promise<InventoryRow> {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-bench-'));
  try {
    const file = join(folder, 'store.sqlite');
    await writeStore(file, size);
    const crowdMemory = await during({ ...size, file, only: 'crowd' }, async ({ pid }) => residentMiB(pid!));
    return await during({ ...size, file }, async ({ pid }, told) => ({
      ...size,
      start_ms: rounded(told.startMs),
      start_cpu_ms: rounded(told.startCpuMs),
      sweeps: stage.quick ? null : await watchSweeps(told.url, size.servers, 3),
      ...(await lookUp(stage, told.url, size)),
      memory_mib: residentMiB(pid!),
      crowd_memory_mib: crowdMemory,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function during<T>(wish: CrowdWish, work: (child: ChildProcess, told: Told) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [program, JSON.stringify(wish)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const giveUp = setTimeout(() => child.kill('SIGKILL'), startMs);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      clearTimeout(giveUp);
      return await work(child, JSON.parse(line) as Told);
    }
    throw new Error('the service ended before it listened');
  } finally {
    clearTimeout(giveUp);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

async function lookUp(stage: Stage, url: string, { servers }: CrowdSize) {
  const pathOf = (turn: number) => `/v2.1/servers/${idOf((turn * 7919) % servers)}`;
  await untilAllAreKnown(url);
  const load = new LoadGenerator(url);
  const { timesMs, failures } = await load.run({
    clients: 1,
    requests: stage.quick ? 300 : 3000,
    ask: (turn) => ({ path: pathOf(turn) }),
  });
  await load.close();
  if (Object.keys(failures).length > 0) throw new Error(`lookups failed: ${JSON.stringify(failures)}`);
  const { p50, p99 } = spreadOf(timesMs);
  return { lookup_p50_ms: p50, lookup_p99_ms: p99 };
}

/** While a host has never been listed, a server that nobody has is a 503. */
async function untilAllAreKnown(url: string): Promise<void> {
  const dueAt = performance.now() + startMs;
  const nobody = `${url}/v2.1/servers/00000000-0000-4000-8000-000000000000`;
  while (performance.now() < dueAt) {
    const { status } = await fetch(nobody, { headers: { 'X-Auth-Token': 'admin:bench' } });
    if (status === 404) return;
    await sleep(50);
  }
  throw new Error(`not all hosts were listed within ${startMs} ms`);
}

const residentMiB = (pid: number): number =>
  rounded(Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

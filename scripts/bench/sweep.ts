/**
 * Measures a start and the sweeps over many servers, all of which have what is asked of them, and what requests wait meanwhile.
 *
 *     npm run bench [-- --servers N --hosts N --sweeps N --json]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { idOf, writeStore } from './crowd.ts';
import type { Told } from './service.ts';

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '10000' },
    hosts: { type: 'string', default: '20' },
    sweeps: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const size = { servers: Number(values.servers), hosts: Number(values.hosts) };
const sweeps = Number(values.sweeps);
const longestMs = 300_000;
const headers = { 'X-Auth-Token': 'admin:bench', 'Content-Type': 'application/json' };

/** What the service's metrics say. */
interface Shown {
  readonly sweeps: number;
  readonly sweepsMs: number;
  readonly cpuMs: number;
  /** The longest that nothing else could be done since it was last asked. */
  readonly stallMs: number;
}

async function readMetrics(url: string): Promise<Shown> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const number = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    sweeps: number('novatune_sweep_duration_seconds_count'),
    sweepsMs: 1000 * number('novatune_sweep_duration_seconds_sum'),
    cpuMs: 1000 * number('process_cpu_seconds_total'),
    stallMs: 1000 * number('nodejs_eventloop_lag_max_seconds'),
  };
}

let refused = 0;

async function timed(ask: () => Promise<Response>): Promise<number> {
  const startedAt = performance.now();
  const answer = await ask();
  await answer.arrayBuffer();
  // A host that has not been listed yet has servers that are not known.
  if (!answer.ok) refused += 1;
  return performance.now() - startedAt;
}

/** Asks one request after the other, 10 ms apart, until it is told to stop. */
async function askOnAndOn(url: string, signal: AbortSignal): Promise<{ known: number[]; read: number[] }> {
  const times = { known: [] as number[], read: [] as number[] };
  const body = JSON.stringify({ 'get-cpu-priority': null });
  for (let turn = 0; !signal.aborted; turn += 1) {
    const server = `${url}/v2.1/servers/${idOf((turn * 7919) % size.servers)}`;
    times.known.push(await timed(() => fetch(server, { headers })));
    times.read.push(await timed(() => fetch(`${server}/action`, { method: 'POST', headers, body })));
    await sleep(10);
  }
  return times;
}

async function startService(file: string): Promise<{ child: ChildProcess; told: Told }> {
  const program = fileURLToPath(new URL('service.js', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify({ ...size, file })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return { child, told: JSON.parse(line) as Told };
  throw new Error('the service ended before it listened');
}

/** Of each sweep its time, and the longest stall of all of them. */
async function watchSweeps(url: string): Promise<{ sweepsMs: number[]; cpuMs: number; stallMs: number }> {
  const giveUpAt = performance.now() + longestMs;
  const sweepsMs: number[] = [];
  let before = await readMetrics(url);
  const first = before;
  let stallMs = 0;
  while (sweepsMs.length < sweeps) {
    if (performance.now() > giveUpAt) throw new Error(`${sweepsMs.length} sweeps within ${longestMs} ms`);
    await sleep(50);
    const now = await readMetrics(url);
    stallMs = Math.max(stallMs, now.stallMs);
    if (now.sweeps === before.sweeps) continue;
    sweepsMs.push((now.sweepsMs - before.sweepsMs) / (now.sweeps - before.sweeps));
    before = now;
  }
  return { sweepsMs, cpuMs: before.cpuMs - first.cpuMs, stallMs };
}

function percentile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), 'novatune-bench-'));
let service: ChildProcess | undefined;
try {
  const file = join(folder, 'store.sqlite');
  await writeStore(file, size);
  const { child, told } = await startService(file);
  service = child;
  const enough = new AbortController();
  const asking = askOnAndOn(told.url, enough.signal);
  const { sweepsMs, cpuMs, stallMs } = await watchSweeps(told.url);
  enough.abort();
  const { known, read } = await asking;
  const rounded = (ms: number) => Math.round(ms * 10) / 10;
  const figures = {
    'start to listening, ms': rounded(told.startMs),
    'processor time of that, ms': rounded(told.startCpuMs),
    'first sweep, ms': rounded(sweepsMs[0]!),
    'later sweeps, ms': sweepsMs.slice(1).map(rounded).join(', '),
    'processor time of all sweeps and requests, ms': rounded(cpuMs),
    'requests refused': refused,
    'longest stall, ms': rounded(stallMs),
    'GET a server beside it, p50 and p99, ms': `${rounded(percentile(known, 0.5))}, ${rounded(percentile(known, 0.99))}`,
    'get-cpu-priority beside it, p50 and p99, ms': `${rounded(percentile(read, 0.5))}, ${rounded(percentile(read, 0.99))}`,
  };
  const machine = {
    machine: `${cpus().length} × ${cpus()[0]?.model}`,
    load: loadavg()[0]!.toFixed(1),
    node: process.version,
    ...size,
  };
  if (values.json) console.log(JSON.stringify({ ...machine, ...figures }));
  else
    for (const [name, value] of Object.entries({ ...machine, ...figures })) console.log(`${name.padEnd(48)}${value}`);
} finally {
  service?.kill();
  rmSync(folder, { recursive: true });
}

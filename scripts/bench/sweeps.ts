import { setTimeout as sleep } from 'node:timers/promises';
import { idOf } from './crowd.ts';
import { actionPath, type Load, LoadGenerator } from './load.ts';
import { rounded, spreadOf } from './percentile.ts';

/** The first looks at all servers, which find nothing to do, and what requests wait beside them. */
export interface Sweeps {
  readonly first_ms: number;
  readonly later_ms: readonly number[];
  /** The longest that nothing else could be done. */
  readonly longest_stall_ms: number;
  /** Of get-cpu-priority, for which a host is asked, 10 ms apart. */
  readonly beside_p50_ms: number;
  readonly beside_p99_ms: number;
}

interface Shown {
  readonly sweeps: number;
  readonly sweepsMs: number;
  readonly stallMs: number;
}

const longestMs = 300_000;

/** Watches so many sweeps of a service that has just started. */
export async function watchSweeps(url: string, servers: number, sweeps: number): Promise<Sweeps> {
  const enough = new AbortController();
  const asking = askOnAndOn(url, servers, enough.signal);
  try {
    const { sweepsMs, stallMs } = await watch(url, sweeps);
    enough.abort();
    const { p50, p99 } = spreadOf((await asking).flatMap(({ timesMs }) => timesMs));
    const [first = Number.NaN, ...later] = sweepsMs.map(rounded);
    return {
      first_ms: first,
      later_ms: later,
      longest_stall_ms: rounded(stallMs),
      beside_p50_ms: p50,
      beside_p99_ms: p99,
    };
  } finally {
    enough.abort();
    await asking;
  }
}

async function askOnAndOn(url: string, servers: number, signal: AbortSignal): Promise<Load[]> {
  const asked = new LoadGenerator(url);
  const loads: Load[] = [];
  const action = { 'get-cpu-priority': null };
  while (!signal.aborted) {
    const ask = (turn: number) => ({ path: actionPath(idOf((turn * 7919) % servers)), action });
    loads.push(await asked.run({ clients: 1, requests: 1, ask }));
    await sleep(10);
  }
  await asked.close();
  return loads;
}

async function watch(url: string, sweeps: number): Promise<{ sweepsMs: number[]; stallMs: number }> {
  const giveUpAt = performance.now() + longestMs;
  const sweepsMs: number[] = [];
  let before = await readMetrics(url);
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
  return { sweepsMs, stallMs };
}

async function readMetrics(url: string): Promise<Shown> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const number = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    sweeps: number('novatune_sweep_duration_seconds_count'),
    sweepsMs: 1000 * number('novatune_sweep_duration_seconds_sum'),
    stallMs: 1000 * number('nodejs_eventloop_lag_max_seconds'),
  };
}

import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { getOutsideProcess, sinkSocketPath } from './sink-process.ts';

const longestReadingMs = 20;

/** What arrived from a host in one interval. */
export interface UplinkSample {
  /** Since the first sample. */
  readonly atMs: number;
  readonly bytes: number;
  readonly kbitPerSecond: number;
}

/**
 * How many bytes the outside world has received from a host's uplink. A segment that was never cut into packets counts
 * its headers once, so this is some percent less than what HTB counts.
 */
export async function readUplinkBytes(host: string): Promise<number> {
  return readLinkBytes(await getOutsideProcess(), host);
}

/** The same for whoever asks often: what answers it without looking for the outside world again. */
export async function findUplinkCounter(host: string): Promise<() => Promise<number>> {
  const pid = await getOutsideProcess();
  return () => readLinkBytes(pid, host);
}

/** Watches what arrives from a host's uplink, in intervals; longer ones where this machine was too busy to read in time. */
export async function sampleUplink(
  host: string,
  { durationMs, intervalMs = 100 }: { durationMs: number; intervalMs?: number },
): Promise<UplinkSample[]> {
  const pid = await getOutsideProcess();
  const startedAt = performance.now();
  let [lastBytes, lastAt] = [await readLinkBytes(pid, host), startedAt];
  const samples: UplinkSample[] = [];
  for (let due = startedAt + intervalMs; due <= startedAt + durationMs; due += intervalMs) {
    await sleep(Math.max(0, due - performance.now()));
    const askedAt = performance.now();
    const total = await readLinkBytes(pid, host);
    const now = performance.now();
    // On a busy machine there is no telling at what time it was read; the next one counts these bytes too.
    if (now - askedAt > longestReadingMs) continue;
    const bytes = total - lastBytes;
    samples.push({ atMs: now - startedAt, bytes, kbitPerSecond: (bytes * 8) / (now - lastAt) });
    [lastBytes, lastAt] = [total, now];
  }
  return samples;
}

/** How many bytes the sink has received over TCP, by the sender's address: `{ '10.88.0.11': 1234 }`. */
export async function readSinkBytes(): Promise<Readonly<Record<string, number>>> {
  return JSON.parse(await text(connect(sinkSocketPath))) as Record<string, number>;
}

/** Through a process of the outside world: /proc shows its network cards without entering the namespace. */
async function readLinkBytes(outsideProcess: number, link: string): Promise<number> {
  const table = await readFile(`/proc/${outsideProcess}/net/dev`, 'utf8');
  const row = table.split('\n').find((line) => line.trimStart().startsWith(`${link}:`));
  if (!row) throw new Error(`No uplink of a host "${link}" in the outside world`);
  return Number(row.split(':')[1]?.trim().split(/\s+/)[0]);
}

import { readFile } from 'node:fs/promises';
import type { SampleServer } from '../../src/fake/servers.ts';
import { runOnHost } from './host-command.ts';
import { consolePath, getLabGuest, getLabHost, type LabHost } from './lab-hosts.ts';
import { waitFor } from './wait-for.ts';

/** What a guest has said on a host since it was started there; empty before that. */
export async function readConsole(name: string, host = getLabHost(getLabGuest(name).host)): Promise<string> {
  const guest = getLabGuest(name);
  if (host.kind === 'machine') return runOnHost(host, ['sh', '-c', 'cat "$0" 2>/dev/null || true', consolePath(guest)]);
  return readFile(consolePath(guest), 'utf8').catch(() => '');
}

/**
 * Waits until a guest's init has done its work on a host: drivers loaded, address set, shell listening. What it says of its memory comes after
 * that, and is all that a guest says that was saved when it was ready.
 */
export async function waitReady({ name }: SampleServer, host: LabHost): Promise<void> {
  // A boot takes four seconds here; in the host with systemd forty, and up to ten minutes where the machine is slow.
  const isSlow = host.kind === 'machine';
  const timeoutMs = isSlow ? 1_200_000 : 120_000;
  const isReady = async () => /^(?:READY\r?$|meminfo )/m.test(await readConsole(name, host));
  const explain = async () => `The end of its console:\n${(await readConsole(name, host)).slice(-1500)}`;
  await waitFor(`${name} to print READY`, isReady, { timeoutMs, intervalMs: isSlow ? 1000 : 100, explain });
}

/** MemTotal in the guest's own latest word, at most a second old: what the balloon has left it. */
export async function lastMemTotalKiB(name: string): Promise<number> {
  const totals = [...(await readConsole(name)).matchAll(/^meminfo MemTotal: (\d+) kB/gm)];
  const last = totals.at(-1)?.[1];
  if (last === undefined) throw new Error(`${name} has said nothing about its memory yet`);
  return Number(last);
}

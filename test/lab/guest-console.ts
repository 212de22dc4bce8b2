import { readFile } from 'node:fs/promises';
import { runOnHost } from './host-command.ts';
import { consolePath, getLabGuest, getLabHost } from './lab-hosts.ts';
import { waitFor } from './wait-for.ts';

/** What a guest has said since it was started; empty before that. */
export async function readConsole(name: string): Promise<string> {
  const guest = getLabGuest(name);
  const host = getLabHost(guest.host);
  if (host.kind === 'machine') return runOnHost(host, ['sh', '-c', 'cat "$0" 2>/dev/null || true', consolePath(guest)]);
  return readFile(consolePath(guest), 'utf8').catch(() => '');
}

/** Waits until a guest's init has done its work: drivers loaded, address set, shell listening. */
export async function waitReady(name: string): Promise<void> {
  // Four seconds here, forty in the host with systemd, if this machine has nothing else to do.
  const isSlow = getLabHost(getLabGuest(name).host).kind === 'machine';
  const timeoutMs = isSlow ? 600_000 : 120_000;
  const isReady = async () => /READY\r?$/m.test(await readConsole(name));
  const explain = async () => `The end of its console:\n${(await readConsole(name)).slice(-1500)}`;
  await waitFor(`${name} to print READY`, isReady, { timeoutMs, intervalMs: isSlow ? 1000 : 100, explain });
}

/** MemTotal in the guest's own latest word, at most a second old: what the balloon has left it. */
export async function lastMemTotalKiB(name: string): Promise<number> {
  const totals = [...(await readConsole(name)).matchAll(/^meminfo MemTotal: (\d+) kB/gm)];
  const last = totals.at(-1)?.[1];
  if (last === undefined) throw new Error(`${name} has said nothing about its memory yet`);
  return Number(last);
}

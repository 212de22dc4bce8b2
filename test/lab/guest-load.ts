import { runInGuest } from './guest-shell.ts';
import { sinkAddress } from './network.ts';
import { sinkPort } from './sink-process.ts';

/** A guest of the lab by its name, or what runs a command in any other. */
export type LoadedGuest = string | ((command: string) => Promise<unknown>);

/** Makes a guest send TCP to the sink as fast as it can, until stopSending or its end. */
export async function startSending(guest: LoadedGuest): Promise<void> {
  await startLoad(guest, 'sending', `nc ${sinkAddress} ${sinkPort} </dev/zero`);
}

export async function stopSending(guest: LoadedGuest): Promise<void> {
  await stopLoad(guest, 'sending');
}

/** Makes a guest compute as fast as it can, until stopComputing or its end. */
export async function startComputing(guest: LoadedGuest): Promise<void> {
  await startLoad(guest, 'computing', 'while :; do :; done');
}

export async function stopComputing(guest: LoadedGuest): Promise<void> {
  await stopLoad(guest, 'computing');
}

async function startLoad(guest: LoadedGuest, load: string, command: string): Promise<void> {
  await stopLoad(guest, load);
  const loop = `while :; do ${command}; sleep 1; done`;
  await runIn(guest, `setsid sh -c '${loop}' >/dev/null 2>&1 & echo $! >/tmp/${load}`);
}

async function stopLoad(guest: LoadedGuest, load: string): Promise<void> {
  await runIn(guest, `[ ! -e /tmp/${load} ] || kill -KILL -- -$(cat /tmp/${load}); rm -f /tmp/${load}`);
}

async function runIn(guest: LoadedGuest, command: string): Promise<void> {
  await (typeof guest === 'string' ? runInGuest(guest, command) : guest(command));
}

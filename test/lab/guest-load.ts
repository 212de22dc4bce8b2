import { runInGuest } from './guest-shell.ts';
import { sinkAddress } from './network.ts';
import { sinkPort } from './sink-process.ts';

/** Makes a guest send TCP to the sink as fast as it can, until stopSending or its end. */
export async function startSending(name: string): Promise<void> {
  await startLoad(name, 'sending', `nc ${sinkAddress} ${sinkPort} </dev/zero`);
}

export async function stopSending(name: string): Promise<void> {
  await stopLoad(name, 'sending');
}

async function startLoad(name: string, load: string, command: string): Promise<void> {
  await stopLoad(name, load);
  const loop = `while :; do ${command}; sleep 1; done`;
  await runInGuest(name, `setsid sh -c '${loop}' >/dev/null 2>&1 & echo $! >/tmp/${load}`);
}

async function stopLoad(name: string, load: string): Promise<void> {
  await runInGuest(name, `[ ! -e /tmp/${load} ] || kill -KILL -- -$(cat /tmp/${load}); rm -f /tmp/${load}`);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { holderPidPath } from '../../../test/lab/disturbance.ts';
import { repositoryRoot } from '../../setup.mjs';

const script = `${repositoryRoot}/scripts/evaluate/pressure/hold-memory.py`;
const answerTimeoutMs = 30_000;

/** Memory of this machine that is locked in a process of ours. */
export interface MemoryHolder {
  /** Holds that much from now on, or what the kernel gives of it; answers how much it holds, in MiB. */
  hold(mib: number): Promise<number>;
  /** Gives everything back. */
  end(): Promise<void>;
}

/** @param hugepages what `nr_hugepages` is when the holder has ended, also because this process was killed */
export function startMemoryHolder(hugepages: number): MemoryHolder {
  const child = spawn('/usr/bin/python3', [script, holderPidPath, String(hugepages)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl-C in a terminal is for whoever started it.
    detached: true,
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`What holds memory has ended by itself (${signal ?? code})`)),
    );
  });
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  const answers = createInterface(child.stdout);
  return {
    async hold(mib) {
      const answer = once(answers, 'line', { signal: AbortSignal.timeout(answerTimeoutMs) });
      child.stdin.write(`${mib}\n`);
      const [line] = await Promise.race([answer, ended]);
      return Number(line);
    },
    async end() {
      child.stdin.end();
      await ended.catch(() => undefined);
    },
  };
}

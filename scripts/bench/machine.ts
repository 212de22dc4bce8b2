import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { rounded } from './percentile.ts';

/** On what it was measured, and when. */
export interface Machine {
  readonly at: string;
  readonly cpu: string;
  readonly memory_gib: number;
  readonly kernel: string;
  readonly node: string;
  /** Null where they are not installed. */
  readonly libvirt: string | null;
  readonly iproute2: string | null;
  /** Of the commit that was measured. */
  readonly commit: string | null;
  /** Runnable processes over the last minute, before and after: what else the machine had to do is in every figure. */
  readonly load_before: number;
  readonly load_after: number;
}

export const readLoad = (): number => rounded(loadavg()[0]!);

export function readMachine(loadBefore: number): Machine {
  return {
    at: new Date().toISOString(),
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    memory_gib: rounded(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    libvirt: firstLine('virsh', '--version'),
    iproute2: firstLine('tc', '-V'),
    commit: firstLine('git', 'rev-parse', '--short', 'HEAD'),
    load_before: loadBefore,
    load_after: readLoad(),
  };
}

function firstLine(program: string, ...args: readonly string[]): string | null {
  try {
    const text = execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return text.split('\n')[0]!.trim();
  } catch {
    return null;
  }
}

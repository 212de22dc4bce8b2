import { CommandFailed, type Runner } from '../transport/transport.ts';
import type { Ms } from '../units.ts';
import type { Leaf } from './qdisc.ts';
import { tcChange } from './root-programs.ts';

/** In the order of preference; the last is part of every kernel with HTB. */
const probed = ['fq_codel', 'sfq'] as const satisfies readonly Leaf[];

/** The place where only `ingress` and `clsact` may go, on a device that carries none of the host's or guests' traffic. */
const probePlace = 'dev lo parent ffff:fff1';

/**
 * Finds the best queue for a class that the host's kernel has. Asks the kernel to add each kind where it must refuse it: one that it has (or has
 * just loaded) with "reserved for ingress and clsact", one that it has not with "kind is unknown". Nothing is created, and the uplink is
 * not touched. Kernels before 6.4 without the fix do create it there, where no packet ever comes by, and it is taken away again.
 * @throws {CommandFailed} the transport failed
 */
export async function probeLeaf(runner: Runner, timeoutMs: Ms): Promise<Leaf> {
  for (const kind of probed) if ((await hasQdisc(runner, kind, timeoutMs)) === 'yes') return kind;
  return 'pfifo';
}

/** What kinds of qdisc cannot be without. */
const options: Readonly<Record<string, string>> = { htb: ' default 1' };

/**
 * Whether a host's kernel has a kind of qdisc, asked as `probeLeaf` says; `forbidden`: the user may not change any.
 * @throws {CommandFailed} the transport failed
 */
export async function hasQdisc(runner: Runner, kind: Leaf | 'htb', timeoutMs: Ms): Promise<'yes' | 'no' | 'forbidden'> {
  const input = `qdisc add ${probePlace} ${kind}${options[kind] ?? ''}\nqdisc del ${probePlace} ${kind}\n`;
  try {
    await runner.run(tcChange, { input, timeoutMs });
    return 'yes';
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.reason !== 'exit') throw error;
    if (/Operation not permitted/.test(error.stderr)) return 'forbidden';
    // An answer that is neither, such as an ingress qdisc on lo that is in the way, counts as no: the next kind does the work too.
    return /reserved for ingress/.test(error.stderr) ? 'yes' : 'no';
  }
}

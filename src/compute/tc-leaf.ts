import { CommandFailed, type Runner } from '../transport/transport.ts';
import type { Ms } from '../units.ts';
import type { Leaf } from './qdisc.ts';

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
  for (const kind of probed) if (await hasKind(runner, kind, timeoutMs)) return kind;
  return 'pfifo';
}

async function hasKind(runner: Runner, kind: Leaf, timeoutMs: Ms): Promise<boolean> {
  const input = `qdisc add ${probePlace} ${kind}\nqdisc del ${probePlace} ${kind}\n`;
  try {
    await runner.run(['tc', '-batch', '-'], { input, timeoutMs });
    return true;
  } catch (error) {
    // An answer that is neither, such as an ingress qdisc on lo that is in the way, counts as no: the next kind does the work too.
    if (error instanceof CommandFailed && error.reason === 'exit') return /reserved for ingress/.test(error.stderr);
    throw error;
  }
}

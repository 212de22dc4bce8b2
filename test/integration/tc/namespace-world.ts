import { randomBytes } from 'node:crypto';
import { execa } from 'execa';
import type { Transport } from '../../../src/transport/transport.ts';
import { answeringTransport, type World } from './world.ts';

/** Runs a program and returns how it ended; bounded. */
export async function execute(argv: readonly string[], input = '') {
  const [program = '', ...args] = argv;
  const { stdout, stderr, exitCode } = await execa(program, args, {
    input,
    reject: false,
    timeout: 10_000,
    stripFinalNewline: false,
  });
  return { stdout, stderr, exitCode: exitCode ?? -1 };
}

/** Runs programs one after the other; throws at the first that fails. */
export async function mustExecute(...lines: string[]): Promise<void> {
  for (const line of lines) {
    const { exitCode, stderr } = await execute(line.split(' '));
    if (exitCode !== 0) throw new Error(`${line}: ${stderr}`);
  }
}

/** A transport to the `tc` of a namespace: `tc -n` enters it by itself, which is faster than `ip netns exec`. */
export const namespaceTransport = (name: string): Transport =>
  answeringTransport(([program, ...args], input) => execute([program, '-n', name, ...args], input));

/** A name that no other test run has: at most 12 characters. */
export const uniqueName = (): string => `nt-${randomBytes(4).toString('hex')}`;

/** Root may make namespaces; without it, or without `ip`, nothing here can run. */
export const canMakeNamespaces = async (): Promise<boolean> => {
  if (process.getuid?.() !== 0) return false;
  const name = uniqueName();
  const made = await execute(['ip', 'netns', 'add', name]).catch(() => ({ exitCode: 1 }));
  if (made.exitCode === 0) await execute(['ip', 'netns', 'del', name]);
  return made.exitCode === 0;
};

/** The kernel's own tc on one end of a veth pair, in a network namespace that lasts until `close`. */
export async function namespaceWorld(): Promise<World> {
  const name = uniqueName();
  await mustExecute(
    `ip netns add ${name}`,
    `ip -n ${name} link set lo up`,
    `ip -n ${name} link add uplink type veth peer name outside`,
    `ip -n ${name} link set uplink up`,
    `ip -n ${name} link set outside up`,
  );
  return { transport: namespaceTransport(name), device: 'uplink', close: () => mustExecute(`ip netns del ${name}`) };
}

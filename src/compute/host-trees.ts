import type { Host } from './host.ts';
import type { HtbTree } from './htb-tree.ts';
import { findQdisc, isOurs } from './qdisc.ts';
import { readTree } from './tc-read.ts';
import { parseWords } from './tc-words.ts';

/** A tree of ours, and the uplink that it is on. */
export interface HostTree {
  readonly device: string;
  readonly tree: HtbTree;
}

/**
 * Our trees on a host, wherever they are: an uplink that no domain uses any more, or that another one has taken the place of, still has its own.
 * @throws {CommandFailed}
 */
export async function readHostTrees({ runner, settings }: Host): Promise<HostTree[]> {
  const { commandTimeoutMs: timeoutMs } = settings;
  const { stdout } = await runner.run(['tc', '-d', '-batch', '-'], { input: 'qdisc show\n', timeoutMs });
  const devices = findOurDevices(stdout);
  const trees = devices.map(async (device) => ({ device, tree: await readTree(runner, device, timeoutMs) }));
  return (await Promise.all(trees)).filter(({ tree }) => tree.root.owner === 'ours');
}

/** The devices with a root qdisc of ours, from `tc qdisc show` of all devices. */
export const findOurDevices = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const qdisc = findQdisc(line);
    const device = parseWords(line).after('dev');
    return qdisc !== undefined && isOurs(qdisc) && device !== undefined ? [device] : [];
  });

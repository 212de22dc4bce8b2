import { fileURLToPath } from 'node:url';
import type { TreeSettings } from '../../src/compute/htb-target.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { kbitOfMbit } from '../../src/units.ts';
import { execute, mustExecute, namespaceTransport, uniqueName } from '../../test/integration/tc/namespace-world.ts';
import { changeTree, crowdIn, crowdMac } from './crowded-tree.ts';
import { rounded } from './percentile.ts';
import type { Stage } from './stage.ts';

/** What a packet of any of so many guests costs the one who sends it. */
export interface ClassificationRow {
  readonly guests: number;
  /** Until it is in its class, out of it again and handed to the card. */
  readonly ns_per_packet: number;
  /** Of that, beyond what it costs without a tree: finding the class and going through it. */
  readonly ns_by_the_tree: number;
}

const script = fileURLToPath(new URL('packets.py', import.meta.url));

/** So fast that nothing ever waits: what is measured is the way, not the queue. */
const settings: TreeSettings = {
  device: 'uplink',
  linkRateKbit: kbitOfMbit(100_000),
  htbRateKbit: kbitOfMbit(90_000),
  borrow: true,
  leaf: 'pfifo',
};

/** Frames of every guest in turn through the kernel's own tree, in a network namespace; undefined without root. */
export async function measureClassification(stage: Stage): Promise<readonly ClassificationRow[] | undefined> {
  if (!stage.isRoot) return undefined;
  const bare = await nsPerPacket(stage, 0);
  const rows: ClassificationRow[] = [];
  for (const guests of [1, 100, 1000]) {
    const ns = await nsPerPacket(stage, guests);
    rows.push({ guests, ns_per_packet: rounded(ns), ns_by_the_tree: rounded(ns - bare) });
    stage.say(`classification among ${guests} guests measured`);
  }
  return rows;
}

async function nsPerPacket({ quick }: Stage, guests: number): Promise<number> {
  const uplink = await openUplink();
  try {
    const macs = Array.from({ length: Math.max(1, guests) }, (_, number) => crowdMac(number));
    if (guests > 0) await changeTree(uplink.transport, settings, crowdIn(macs));
    const argv = ['/usr/bin/python3', script, settings.device, '10000', quick ? '5' : '20'];
    const { stdout, stderr, exitCode } = await execute([...uplink.enter, ...argv], `${macs.join('\n')}\n`);
    if (exitCode !== 0) throw new Error(`packets.py: ${stderr}`);
    if (guests > 0) await requireClassified(uplink, guests);
    return Number(stdout);
  } finally {
    await uplink.close();
  }
}

interface Uplink {
  readonly transport: Transport;
  /** What goes before a command that runs beside the card. */
  readonly enter: readonly string[];
  close(): Promise<void>;
}

/** A network card in a namespace of its own, and nobody behind it. */
async function openUplink(): Promise<Uplink> {
  const name = uniqueName();
  const close = () => mustExecute(`ip netns del ${name}`);
  await mustExecute(`ip netns add ${name}`);
  try {
    await mustExecute(
      `ip -n ${name} link add ${settings.device} type veth peer name outside`,
      `ip -n ${name} link set ${settings.device} up`,
      `ip -n ${name} link set outside up`,
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { transport: namespaceTransport(name), enter: ['ip', 'netns', 'exec', name], close };
}

/** What nobody's filter has matched was not classified, and its cost would say nothing. */
async function requireClassified({ enter }: Uplink, guests: number): Promise<void> {
  const { stdout } = await execute([...enter, 'tc', '-s', 'class', 'show', 'dev', settings.device]);
  const sent = [...stdout.matchAll(/^class htb 4e54:(\S+) parent 4e54:2 [^\n]*\n Sent \d+ bytes (\d+) pkt/gm)];
  const silent = sent.filter(([, , packets]) => Number(packets) === 0).length;
  if (sent.length !== guests || silent > 0)
    throw new Error(`of ${guests} guests ${sent.length} have a class, and ${silent} of these had no packet`);
}

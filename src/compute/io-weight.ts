import { type IoWeight, ioWeight } from '../units.ts';
import type { VirshCommand } from './command.ts';
import type { Domain } from './domain.ts';
import { ask, type Query } from './query.ts';
import { exists } from './traits.ts';
import { getNumber } from './virsh-table.ts';

/** systemd keeps guests in this slice; the file is there when BFQ is loaded. */
const bfqFile = '/sys/fs/cgroup/machine.slice/io.bfq.weight';

export const ioWeightQuery: Query<IoWeight> = {
  verb: 'blkiotune',
  options: ['--live'],
  parse: (text) => ioWeight(getNumber(text, 'weight')),
};

export const readIoWeight = (domain: Domain): Promise<IoWeight> => ask(ioWeightQuery, domain);

/**
 * Whether systemd squeezes a weight above 100 into BFQ's range on this host: 1000 would become 181.
 * @see systemd src/basic/cgroup-util.h BFQ_WEIGHT
 */
export async function isFlattened({ host }: Domain): Promise<boolean> {
  const { cgroup, systemd } = await host.traits();
  return systemd && cgroup === 'v2' && (await exists(host, bfqFile));
}

/** The weight to ask systemd for so that BFQ is given `weight`: the inverse of 100 + (w - 100) / 11. */
export const unflattened = (weight: IoWeight): IoWeight =>
  weight <= 100 ? weight : ioWeight(100 + 11 * (weight - 100));

export const setIoWeight = ({ uuid }: Domain, weight: IoWeight): VirshCommand => ({
  virsh: ['blkiotune', uuid, '--live', '--weight', String(weight)],
});

import type { Domain } from './domain.ts';
import { ask, type Query } from './query.ts';
import { parseRows } from './virsh-table.ts';

/** One network interface of a running domain that has a tap on a bridge of the host, so that its traffic can be told by its MAC. */
export interface Nic {
  readonly mac: string;
  /** Such as `vnet0`. */
  readonly tap: string;
  readonly bridge: string;
}

export const nicsQuery: Query<Nic[]> = { verb: 'domiflist', options: [], parse: (text) => parseNics(text) };

/**
 * The interfaces of a running domain as they are now, hot-plugged ones too; those without tap and bridge are left out. So are those on a
 * libvirt network, of which virsh tells the network instead of the bridge: Nova makes none.
 */
export const readNics = (domain: Domain): Promise<Nic[]> => ask(nicsQuery, domain);

/** From rows like `vnet0  bridge  br100  virtio  fa:16:3e:00:00:01`. */
export function parseNics(text: string): Nic[] {
  return parseRows(text)
    .map(([tap = '-', type = '', bridge = '-', , mac = '']) => ({ tap, type, bridge, mac: mac.toLowerCase() }))
    .filter(({ tap, type, bridge }) => tap !== '-' && bridge !== '-' && type === 'bridge')
    .map(({ tap, bridge, mac }) => ({ tap, bridge, mac }));
}

/** The addresses of all interfaces in such rows, whatever they are connected to: those of a domain that is shut off as well. */
export const parseMacs = (text: string): string[] => parseRows(text).map((row) => row.at(-1)!.toLowerCase());

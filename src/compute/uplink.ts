import { Fault } from '../faults.ts';
import { CommandFailed } from '../transport/transport.ts';
import { type Kbit, kbitOfMbit } from '../units.ts';
import type { Host } from './host.ts';

/** Taken where a NIC does not know its speed, as virtual ones: high enough to hold nothing back. */
const unknownSpeed = kbitOfMbit(10_000);

/** A link as `ip -j -d link` prints it; the parts that are looked at. */
interface Link {
  /** Missing in the empty objects that some releases of ip print for links that were not asked for. */
  readonly ifname?: string;
  readonly linkinfo?: { readonly info_kind?: string };
}

/**
 * The NIC by which the guests of a bridge reach the world: what the configuration names, else the bridge's one port that is no tap.
 * @throws {Fault} notSupported: there is none, or more than one
 * @throws {CommandFailed}
 */
export async function readUplink(host: Host, bridge: string): Promise<string> {
  if (host.settings.uplink !== undefined) return host.settings.uplink;
  const [uplink, ...more] = await readPorts(host, bridge);
  if (uplink !== undefined && more.length === 0) return uplink;
  throw new Fault(
    'notSupported',
    "The network interface that this server's traffic leaves its host by cannot be told; the operator has to name it in the configuration",
    {
      cause: new Error(
        `bridge ${bridge} of ${host.name} has ${more.length === 0 ? 'no port' : 'several ports'} that is no tap: name the uplink`,
      ),
    },
  );
}

/**
 * The ports of a bridge that lead out of the host.
 * @throws {CommandFailed}
 */
export async function readPorts(host: Host, bridge: string): Promise<string[]> {
  const { stdout } = await host.program(['ip', '-j', '-d', 'link', 'show', 'master', bridge]);
  return parseUplinks(stdout);
}

/**
 * Where Neutron plugs a guest into Open vSwitch by a bridge of its own, this is that bridge's other port: it leads no further than to the switch,
 * and a tree on it would have one guest. @see os-vif vif_plug_ovs/ovs.py
 */
const hybridPort = /^qvb/;

/** The ports of a bridge that are no guest's tap, and so lead out of the host. */
export function parseUplinks(json: string): string[] {
  const links = JSON.parse(json.trim() === '' ? '[]' : json) as Link[];
  return links.flatMap(({ ifname, linkinfo }) =>
    ifname === undefined || linkinfo?.info_kind === 'tun' || hybridPort.test(ifname) ? [] : [ifname],
  );
}

/** The NIC's speed as the kernel knows it; undefined where it does not. */
export async function findSpeed(host: Host, device: string): Promise<Kbit | undefined> {
  try {
    const { stdout } = await host.program(['cat', `/sys/class/net/${device}/speed`]);
    const speedMbit = Number(stdout);
    return speedMbit > 0 ? kbitOfMbit(speedMbit) : undefined;
  } catch (error) {
    // A NIC that is down, or of a driver without speeds, answers `Invalid argument`.
    if (error instanceof CommandFailed && error.reason === 'exit') return undefined;
    throw error;
  }
}

/** The rate of the link for the tree: the configuration's, else the NIC's own. */
export const readLinkRate = async (host: Host, device: string): Promise<Kbit> =>
  host.settings.linkRate ?? (await findSpeed(host, device)) ?? unknownSpeed;

import type { Host } from '../compute/host.ts';
import { exists } from '../compute/traits.ts';
import { findSpeed, readPorts } from '../compute/uplink.ts';
import type { Kbit } from '../units.ts';
import { listed, note, ok, type Verdict, wrong } from './finding.ts';
import type { Guests } from './guests.ts';

/** What an interface is looked for in. */
interface Found {
  /** Those that priorities would be set on. */
  readonly uplinks: readonly string[];
  readonly verdicts: readonly Verdict[];
}

/** Finds the interfaces that the guests' traffic leaves the host by, as an action would. */
export async function findUplinks(host: Host, { nics }: Guests): Promise<Found> {
  const { uplink } = host.settings;
  if (uplink !== undefined) return findNamed(host, uplink);
  const bridges = [...new Set(nics.map(({ bridge }) => bridge))];
  if (bridges.length === 0) return { uplinks: [], verdicts: [note(noBridge, nameIt)] };
  const found = await Promise.all(bridges.map((bridge) => findOnBridge(host, bridge)));
  const uplinks = [...new Set(found.flatMap((each) => each.uplinks))];
  const said = await Promise.all(uplinks.map((device) => describeUplink(host, device)));
  return { uplinks, verdicts: [...found.flatMap(({ verdicts }) => verdicts), ...said.flat()] };
}

const noBridge = 'no guest with a bridge runs: which interface their traffic leaves by cannot be told';
const nameIt = 'Name it by uplink in the configuration, or check again when one runs.';

async function findNamed(host: Host, uplink: string): Promise<Found> {
  if (await exists(host, `/sys/class/net/${uplink}`))
    return { uplinks: [uplink], verdicts: await describeUplink(host, uplink) };
  const text = `there is no interface ${uplink}: network priorities are refused`;
  return {
    uplinks: [],
    verdicts: [wrong(text, 'Write the name of one that is there into uplink; ip -br link lists them.')],
  };
}

async function findOnBridge(host: Host, bridge: string): Promise<Found> {
  const ports = await readPorts(host, bridge);
  if (ports.length === 1) return { uplinks: ports, verdicts: [] };
  const text = ports.length === 0 ? 'has no port to the outside' : `has several ports to the outside, ${listed(ports)}`;
  const mend = 'Name the interface that the traffic leaves by with uplink in the configuration.';
  return { uplinks: [], verdicts: [wrong(`bridge ${bridge} ${text}: network priorities are refused`, mend)] };
}

/** What the rates of the tree would be on it. */
async function describeUplink(host: Host, device: string): Promise<Verdict[]> {
  const { linkRate, htbRate } = host.settings;
  const speed = linkRate ?? (await findSpeed(host, device));
  if (speed === undefined) {
    const text = `${device} does not know its speed: it counts as 10000 Mbit/s`;
    return [note(text, 'Write the speed of the link into link_rate.')];
  }
  const known = `${device}, ${mbit(speed)} ${linkRate === undefined ? '' : 'as configured'}`.trim();
  if (htbRate > speed)
    return [
      note(
        `${known}: htb_rate, ${mbit(htbRate)}, is more and counts as 95 % of it`,
        'Set htb_rate to less than the link has.',
      ),
    ];
  if (htbRate < speed / 10) {
    const text = `${known}: htb_rate is under a tenth of it, and the first priority holds all servers with one to ${mbit(htbRate)}`;
    return [note(text, 'Set htb_rate to what the servers may have together.')];
  }
  return [ok(`${known}, htb_rate ${mbit(htbRate)}`)];
}

const mbit = (rate: Kbit): string => `${rate / 1000} Mbit/s`;

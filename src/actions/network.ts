import type { Command } from '../compute/command.ts';
import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import { type GuestShare, guestsOf, priorityOf, withoutPriority, withPriority } from '../compute/htb-guests.ts';
import { planTree } from '../compute/htb-plan.ts';
import type { TreeSettings } from '../compute/htb-target.ts';
import type { HtbTree } from '../compute/htb-tree.ts';
import { type Nic, readNics } from '../compute/nic.ts';
import { readTree } from '../compute/tc-read.ts';
import { readTreeSettings } from '../compute/tree-settings.ts';
import { Fault } from '../faults.ts';
import { type NetPriority, netPriority } from '../units.ts';
import type { Actions, AnswerOf, Getter, RequestOf, ResourceActionName, Setter } from './action.ts';

/** On the wire: a server without a priority. */
export const noPriority = netPriority(-1);

/** An uplink, and who has a priority on it. */
export interface UplinkTree {
  readonly tree: HtbTree;
  readonly settings: TreeSettings;
}

/** A server's uplink. */
interface Shaped extends UplinkTree {
  readonly macs: readonly string[];
}

/** Undefined for a server whose traffic leaves by no tap and bridge of the host: nothing there can be shaped. */
type NetState = Shaped | undefined;

/**
 * The interfaces of one server that share the first one's uplink; it has one class there, whatever their number. An uplink that is
 * configured is that of every bridge.
 */
export function macsOn({ settings }: Host, nics: readonly Nic[], bridge: string): string[] {
  return nics.filter((nic) => settings.uplink !== undefined || nic.bridge === bridge).map(({ mac }) => mac);
}

const readHostTree = ({ runner, settings }: Host, device: string): Promise<HtbTree> =>
  readTree(runner, device, settings.commandTimeoutMs);

/** -1 for a server without one. */
export async function readPriority(domain: Domain): Promise<NetPriority> {
  const nics = await readNics(domain);
  const [nic] = nics;
  if (nic === undefined) return noPriority;
  const tree = await readHostTree(domain.host, await domain.host.uplinkOf(nic.bridge));
  return priorityOf(tree, macsOn(domain.host, nics, nic.bridge)) ?? noPriority;
}

/** An uplink of a host, with all that a plan for it must know. */
export async function readUplinkTree(host: Host, device: string): Promise<UplinkTree> {
  const [tree, settings] = await Promise.all([readHostTree(host, device), readTreeSettings(host, device)]);
  return { tree, settings };
}

async function readNetState(domain: Domain): Promise<NetState> {
  const { host } = domain;
  const nics = await readNics(domain);
  const [nic] = nics;
  if (nic === undefined) return undefined;
  const uplink = await readUplinkTree(host, await host.uplinkOf(nic.bridge));
  return { macs: macsOn(host, nics, nic.bridge), ...uplink };
}

/** What the uplink shows of a server. */
const shownPriority = (state: NetState): NetPriority | undefined =>
  state === undefined ? undefined : priorityOf(state.tree, state.macs);

const hasPriority = (state: NetState): NetPriority => shownPriority(state) ?? noPriority;

/** Brings the uplink back to the servers and priorities that it had. */
function revert(_domain: Domain, before: NetState, now: NetState): Command[] {
  if (before === undefined || now === undefined) return [];
  return planTree(now.tree, guestsOf(before.tree), now.settings);
}

/**
 * The one thing that these actions may answer, and only of what the uplink shows.
 * @throws {Error} somebody else changes the tree at the same time, or tc did not do what it was told
 */
function done(state: NetState, wanted: NetPriority | undefined): { success: true } {
  const shown = shownPriority(state);
  if (shown === wanted) return { success: true };
  throw new Error(`the uplink shows the priority ${shown ?? 'none'} instead of ${wanted ?? 'none'}`);
}

const planGuests = ({ tree, settings }: Shaped, guests: readonly GuestShare[]): Command[] =>
  planTree(tree, guests, settings);

const getNetPriority: Getter<AnswerOf<'get-net-priority'>, NetPriority> = {
  policy: 'reader',
  read: readPriority,
  answer: (prio) => ({ prio }),
};

/**
 * Sets a server's part of its host's uplink against the other servers that have a priority.
 * @throws {Fault} foreignQdisc: something else shapes the uplink; notSupported: no interface that can be shaped
 */
const setNetPriority: Setter<RequestOf<'set-net-priority'>, AnswerOf<'set-net-priority'>, NetState> = {
  policy: 'manager',
  scope: 'host',
  allocates: { resource: 'network', asked: ({ prio }) => prio, has: hasPriority },
  read: readNetState,
  plan(domain, { prio }, state) {
    if (state === undefined) {
      throw new Fault(
        'notSupported',
        `Instance ${domain.uuid} has no network interface on a bridge of its host, so its traffic cannot be shaped`,
      );
    }
    return planGuests(state, withPriority(guestsOf(state.tree), state.macs, netPriority(prio)));
  },
  revert,
  answer: ({ prio }, after) => done(after, netPriority(prio)),
};

/** Takes a server's priority away; for one that has none there is nothing to do. */
const resetNetPriority: Setter<RequestOf<'reset-net-priority'>, AnswerOf<'reset-net-priority'>, NetState> = {
  policy: 'manager',
  scope: 'host',
  allocates: { resource: 'network', asked: () => noPriority, takesBack: true, has: hasPriority },
  read: readNetState,
  plan(_domain, _request, state) {
    if (state === undefined || shownPriority(state) === undefined) return [];
    return planGuests(state, withoutPriority(guestsOf(state.tree), state.macs));
  },
  revert,
  answer: (_request, after) => done(after, undefined),
};

export const networkActions = {
  'get-net-priority': getNetPriority,
  'set-net-priority': setNetPriority,
  'reset-net-priority': resetNetPriority,
} satisfies Partial<Actions<ResourceActionName>>;

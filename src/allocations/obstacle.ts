import type { Fault, FaultKind } from '../faults.ts';

/**
 * What keeps a host from having what is asked, in a word for the metrics; people are told in a sentence.
 *
 * `driver`: the guest's balloon driver does not answer; `memory_in_use`: the guest needs what it would lose; `guest`: it did not comply in time;
 * `server`: it does not run; `host`: no answer, or none in time; `store`: nothing can be written down; `changed_by_hand`: somebody
 * else has changed it, and that is only reported; `infeasible`: this host or domain can never have it.
 */
export const obstacles = [
  'driver',
  'memory_in_use',
  'guest',
  'server',
  'host',
  'store',
  'changed_by_hand',
  'infeasible',
  'unexpected',
] as const;
export type Obstacle = (typeof obstacles)[number];

const behindFaults: Readonly<Partial<Record<FaultKind, Obstacle>>> = {
  limitOutOfRange: 'infeasible',
  notSupported: 'infeasible',
  foreignQdisc: 'infeasible',
  memoryInUse: 'memory_in_use',
  serverNotFound: 'server',
  serverNotRunning: 'server',
  hostUnavailable: 'host',
  storeUnavailable: 'store',
};

export const obstacleBehind = ({ kind }: Fault): Obstacle => behindFaults[kind] ?? 'unexpected';

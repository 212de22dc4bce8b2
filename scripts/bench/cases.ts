/** One resource's getter and setter as they are measured. */
export interface Case {
  readonly resource: 'cpu' | 'memory' | 'soft limit' | 'disk' | 'network';
  readonly get: object;
  /** Another value with each turn, so that there is always something to do. */
  readonly set: (turn: number) => object;
  /** The key of what the getter answers. */
  readonly key: string;
  /** What gives the server back what it had. */
  readonly putBack: (value: number) => object;
}

const noLimit = 9_007_199_254_740_991;

export const cases: readonly Case[] = [
  {
    resource: 'cpu',
    get: { 'get-cpu-priority': null },
    set: (turn) => ({ 'set-cpu-priority': { share: 500 + (turn % 500) } }),
    key: 'share',
    putBack: (share) => ({ 'set-cpu-priority': { share } }),
  },
  {
    resource: 'memory',
    get: { 'get-current-memory': null },
    set: (turn) => ({ 'set-current-memory': { memory: 240 + (turn % 16) } }),
    key: 'actual',
    putBack: (actual) => ({ 'set-current-memory': { memory: actual / 1024 } }),
  },
  {
    resource: 'soft limit',
    get: { 'get-memory-soft-limit': null },
    set: (turn) => ({ 'set-memory-soft-limit': { memory_limit: 300 + (turn % 50) } }),
    key: 'soft_limit',
    putBack: (limit) => ({ 'set-memory-soft-limit': { memory_limit: limit >= noLimit ? -1 : limit / 1024 } }),
  },
  {
    resource: 'disk',
    get: { 'get-io-priority': null },
    set: (turn) => ({ 'set-io-priority': { weight: 200 + (turn % 500) } }),
    key: 'weight',
    putBack: (weight) => ({ 'set-io-priority': { weight } }),
  },
  {
    resource: 'network',
    get: { 'get-net-priority': null },
    set: (turn) => ({ 'set-net-priority': { prio: turn % 99 } }),
    key: 'prio',
    putBack: (prio) => (prio < 0 ? { 'reset-net-priority': null } : { 'set-net-priority': { prio } }),
  },
];

export const cpuCase = cases[0]!;

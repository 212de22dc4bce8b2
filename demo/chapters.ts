import type { Had } from './put-back.ts';
import { memTotal, netClass, shares, softLimit, type Witness, weight } from './witnesses.ts';

/** One stop of the walk: what is typed after `novatune`, and who shows what came of it. */
export interface Stop {
  readonly line: string;
  readonly witness?: Witness;
  readonly servers: readonly string[];
}

export type Chapter = readonly [heading: string, stops: readonly Stop[]];

/** The servers that the walk changes. */
export const walked = ['VM1', 'VM2', 'VM3'];

const stop = (line: string, witness?: Witness, servers: readonly string[] = ['VM1']): Stop => ({
  line,
  ...(witness && { witness }),
  servers,
});

/** The walk, which leaves VM1 with what it had. */
export const chaptersFor = (had: Had): readonly Chapter[] => [
  ['The servers: VM1, VM2 and VM3 share a host', [stop('list --all-projects')]],
  [
    'CPU: VM1 gets 400 shares; the command that undoes it is printed, and then typed',
    [
      stop("lv-get-cpu-priority 'VM1,VM2,VM3'", shares, walked),
      stop('lv-set-cpu-priority VM1 400 --undo', shares),
      stop(`lv-set-cpu-priority VM1 ${had.share}`, shares),
    ],
  ],
  [
    'Disk: VM1 gets a weight of 600',
    [
      stop('lv-get-io-priority VM1', weight),
      stop('lv-set-io-priority VM1 600', weight),
      stop(`lv-set-io-priority VM1 ${had.weight}`, weight),
    ],
  ],
  [
    'Memory: the guest of VM1 gives 64 MiB away and gets them back',
    [
      stop('ballooning-enabled VM1'),
      stop('lv-get-mem VM1 -f json', memTotal),
      stop('lv-set-mem VM1 192M', memTotal),
      stop(`lv-set-mem VM1 ${had.memoryMiB}M`, memTotal),
    ],
  ],
  [
    'Memory: a soft limit for VM1, and none again',
    [
      stop('lv-get-mem-soft-limit VM1', softLimit),
      stop('lv-set-mem-soft-limit VM1 128M', softLimit),
      stop(`lv-set-mem-soft-limit VM1 ${had.softLimitMiB === -1 ? 'unlimited' : had.softLimitMiB}`, softLimit),
    ],
  ],
  [
    'Network: VM1 alone; then 39, 26 and 15 of 80 Mbit/s for three, as in the thesis; then none',
    [
      stop('tc-set-net-priority VM1 0', netClass),
      stop('tc-get-net-priority VM1'),
      stop("tc-set-net-priorities 'VM1,VM2,VM3' '0,33,61'", netClass, walked),
      stop("tc-get-net-priorities 'VM1,VM2,VM3'"),
      stop("tc-reset-net-priority 'VM1,VM2,VM3'", netClass, walked),
    ],
  ],
];

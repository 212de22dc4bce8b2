import { printRate, printSize, roundBurst } from './fake-tc-rounding.ts';

/** What a class line sets; the whole of it, for tc resets what is left out and this simulator has no defaults. */
export interface ClassOptions {
  readonly rateKbit: number;
  readonly ceilKbit: number;
  readonly burstBytes: number;
  readonly cburstBytes: number;
  readonly quantumBytes: number;
  readonly prio: number;
}

/** What a listing shows: `-d` and `-s` of tc. */
export interface ShowOptions {
  readonly details: boolean;
  readonly statistics: boolean;
}

/** A class's rates and bursts, as they read after the kernel has kept them. */
export function showShape({ rateKbit, ceilKbit, burstBytes, cburstBytes }: ClassOptions, details: boolean): string {
  const rate = rateKbit * 1000;
  const ceil = ceilKbit * 1000;
  const suffix = details ? '/1 mpu 0b' : '';
  return [
    `rate ${printRate(rate)} ceil ${printRate(ceil)} ${details ? 'linklayer ethernet ' : ''}`,
    `burst ${printSize(roundBurst(burstBytes, rate))}${suffix} cburst ${printSize(roundBurst(cburstBytes, ceil))}${suffix} `,
  ].join('');
}

/** The counters of a qdisc or class; nothing moves here, so all are 0 but the backlog. */
export const showStatistics = (backlogPackets: number): string[] => [
  ' Sent 0 bytes 0 pkt (dropped 0, overlimits 0 requeues 0) ',
  ` backlog ${printSize(backlogPackets * 1514)} ${backlogPackets}p requeues 0`,
];

/** The counters of a class. */
export const showClassStatistics = (backlogPackets: number): string[] => [
  ...showStatistics(backlogPackets),
  ' lended: 0 borrowed: 0 giants: 0',
  ' tokens: 0 ctokens: 0',
];

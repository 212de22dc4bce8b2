import type { LabStatus } from '../../test/lab/index.ts';
import type { ProxyUrls } from './proxy.ts';

/** What every measurement is given. */
export interface Stage {
  /** True: less of everything, all but the soak within three minutes. */
  readonly quick: boolean;
  readonly soakSeconds: number;
  /** Undefined without one: what takes real guests is then left out. */
  readonly lab: LabStatus | undefined;
  /** Whether network namespaces can be made here. */
  readonly isRoot: boolean;
  /** What to measure the proxy with; undefined for stand-ins. */
  readonly proxyUrls: ProxyUrls | undefined;
  /** Aborted when nobody wants the result any more: guests then get back what they had. */
  readonly stop: AbortSignal;
  /** One line for whoever waits; on stderr. */
  say(text: string): void;
}

/** A running guest of the lab, or of its cloud. */
export interface Guest {
  readonly id: string;
  readonly host: string;
}

/** The running guests of one of the lab's namespace hosts; of those that are the cloud's, all. */
export function guestsOn({ lab }: Stage, host: string): Guest[] {
  const own = lab?.hosts.find(({ name }) => name === host)?.guests ?? [];
  const clouds = (lab?.cloud?.servers ?? []).filter((server) => server.host === host && server.status === 'ACTIVE');
  // VM6 is shut off, and nobody in VM5 drives the balloon.
  const usable = own.filter(({ name }) => name !== 'VM6' && name !== 'VM5');
  return [...usable, ...clouds].map(({ id }) => ({ id, host }));
}

import type { Logger } from 'pino';
import type { Host } from './compute/host.ts';
import type { Metrics } from './http/metrics.ts';
import type { InventoryObserver } from './inventory/libvirt-inventory.ts';

export type HostWatch = Pick<InventoryObserver, 'hostChanged' | 'domainRefused'>;

/**
 * Tells log and metrics how the hosts do, and `onUp` when one has been listed for the first time, or again after it was away. A host that is
 * away is a line when it goes and one when it is back, not one for every try.
 */
export function watchHosts(log: Logger, metrics: Metrics, onUp: (host: Host) => void): HostWatch {
  const answers = new Map<string, boolean>();
  return {
    hostChanged(host, failure) {
      const { name } = host;
      const up = failure === undefined;
      const news = answers.get(name) !== up;
      answers.set(name, up);
      metrics.setHostUp(name, up);
      if (up && news) onUp(host);
      if (up) log[news ? 'info' : 'debug']({ host: name }, 'host answers');
      else log[news ? 'warn' : 'debug']({ host: name, err: failure }, 'host does not answer; trying on');
    },
    domainRefused({ name }, uuid, failure) {
      log.warn({ host: name, domain: uuid, err: failure }, 'domain cannot be looked at');
    },
  };
}

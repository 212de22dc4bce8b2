import type { Logger } from 'pino';
import type { Host } from './compute/host.ts';
import type { LifecycleEvent } from './compute/lifecycle-line.ts';
import type { Config } from './config.ts';
import { lookAt } from './first-look.ts';
import { watchHosts } from './host-watch.ts';
import type { Hosts } from './hosts.ts';
import type { Metrics } from './http/metrics.ts';
import { LibvirtInventory } from './inventory/libvirt-inventory.ts';
import { NovaApi } from './inventory/nova-api.ts';
import { NovaInventory } from './inventory/nova-inventory.ts';
import type { Inventory } from './inventory/server.ts';
import { checkNovaLogin } from './nova-login.ts';
import type { OpenStack } from './openstack/openstack.ts';
import { warnOfSlowTree } from './slow-tree-warning.ts';

/** An inventory that listens to hosts. */
export interface RunningInventory extends Inventory {
  /** Resolves when each host of the configuration has answered or has failed once. */
  start(): Promise<void>;
  stop(): void;
}

export interface InventoryParts {
  readonly hosts: Hosts;
  /** novatuned's own; there is one where the configuration says `inventory: nova`. */
  readonly login: OpenStack | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Told of all that happens to domains. */
  readonly onDomainEvent: (host: Host, event: LifecycleEvent) => void;
}

/** Who knows where a server runs. */
export function openInventory({ inventory }: Pick<Config, 'inventory'>, parts: InventoryParts): RunningInventory {
  return inventory === 'nova' ? openNova(parts) : openLibvirt(parts);
}

function openLibvirt({ hosts, log, metrics, onDomainEvent }: InventoryParts): RunningInventory {
  const warn = async (host: Host) => {
    const domain = await inventory.findRunning(host);
    if (domain !== undefined) await warnOfSlowTree(domain, log);
  };
  const observer = watchHosts(log, metrics, (host) => {
    void lookAt(host, log);
    void warn(host);
  });
  const inventory = new LibvirtInventory(hosts.configured, { ...observer, domainEvent: onDomainEvent });
  return inventory;
}

function openNova({ hosts, login, log, metrics, onDomainEvent }: InventoryParts): RunningInventory {
  if (login === undefined) throw new Error('inventory: nova takes auth.keystone');
  const { hostChanged } = watchHosts(log, metrics, (host) => void lookAt(host, log));
  const nova = new NovaApi(login);
  void checkNovaLogin(nova, log);
  return new NovaInventory(nova, hosts, {
    hostChanged,
    domainRead: (domain) => void warnOfSlowTree(domain, log),
    domainEvent: onDomainEvent,
  });
}

import type { Domain } from '../../../src/compute/domain.ts';
import { Host, type HostObserver } from '../../../src/compute/host.ts';
import type { HostSettings } from '../../../src/compute/settings.ts';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { fakeConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import type { FakeDomain } from '../../../src/fake/fake-domain.ts';
import { fakeDomainXml } from '../../../src/fake/fake-domain-xml.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import { parseDomainXml } from '../../../src/inventory/domain-xml.ts';
import type { Server } from '../../../src/inventory/server.ts';
import { ms } from '../../../src/units.ts';

export const silent: HostObserver = { commandEnded: () => {}, sessionRestarted: () => {} };

export interface ServerOnHost extends Server {
  readonly domain: Domain;
}

/** A server that is this domain. */
export const onHost = <Facts extends object>(server: Facts, domain: Domain) => ({
  ...server,
  domain,
  hostName: domain.host.name,
  domainName: domain.name,
  getDomain: async () => domain,
});

/** Short enough for tests, and longer than the fake guests take. */
const quick = { balloonTimeoutMs: ms(300), commandTimeoutMs: ms(2000) };

/** The servers of the in-memory driver, each on a `Host` of its own settings, without an inventory between. */
export class FakeServers {
  readonly #fakes: readonly FakeHost[] = fakeCluster();
  readonly #hosts: ReadonlyMap<string, Host>;

  constructor(settings: Partial<HostSettings> = {}) {
    const open = (fake: FakeHost): Host =>
      new Host(fake, { ...hostSettings(fakeConfig(), { name: fake.name }), ...quick, ...settings }, silent);
    this.#hosts = new Map(this.#fakes.map((fake) => [fake.name, open(fake)]));
  }

  /** The server of that name as the inventory would find it now, and its domain. */
  server(name: string): ServerOnHost {
    const domain = this.domain(name);
    const { uuid, domainName, maxMemoryKiB, balloon, nova } = parseDomainXml(fakeDomainXml(domain));
    if (nova === undefined) throw new Error(`${name} is no server`);
    const state = domain.running ? 'active' : 'stopped';
    const server = { id: uuid, ...nova, state, taskState: undefined, isLocked: false } as const;
    return onHost(server, { uuid, name: domainName, host: this.host(name), maxMemoryKiB, balloon });
  }

  /** What its host really does with it. */
  domain(name: string): FakeDomain {
    const domain = [...this.fake(name).virsh.domains.values()].find(({ server }) => server.name === name);
    if (domain === undefined) throw new Error(`there is no ${name}`);
    return domain;
  }

  /** The host of a server, seen by novatune. */
  host(name: string): Host {
    return this.#hosts.get(this.fake(name).name) as Host;
  }

  /** The host of that name. */
  hostNamed(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  /** The host of a server itself. */
  fake(name: string): FakeHost {
    const has = ({ virsh }: FakeHost): boolean =>
      [...virsh.domains.values()].some(({ server }) => server.name === name);
    const found = this.#fakes.find(has);
    if (found === undefined) throw new Error(`no host has ${name}`);
    return found;
  }
}

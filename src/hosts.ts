import { Host, type HostObserver } from './compute/host.ts';
import { longestChangeMs } from './compute/settings.ts';
import { hostSettings } from './config/host-settings.ts';
import type { Config, HostConfig } from './config.ts';
import type { FakeHost } from './fake/fake-host.ts';
import { fillAddress } from './inventory/host-address.ts';
import type { HostDirectory, Place } from './inventory/host-directory.ts';
import type { OpenTransport } from './transports.ts';
import { type Ms, ms } from './units.ts';

/** What hosts are made with. */
export interface Ways {
  readonly openTransport: OpenTransport;
  readonly fakes: readonly FakeHost[];
}

/** All compute hosts: those of the configuration, and those that its template has made of Nova's names so far. */
export class Hosts implements HostDirectory {
  readonly configured: readonly Host[];
  readonly #config: Config;
  readonly #observer: HostObserver;
  readonly #openTransport: OpenTransport;
  /** By their address: two names of one machine must not become two hosts, whose changes would cross. */
  readonly #derived = new Map<string, Host>();
  #closed = false;

  /**
   * @param ways how hosts of the configuration are reached, and the hosts of `driver: fake`
   * @throws {Error} a key file cannot be read
   */
  constructor(config: Config, observer: HostObserver, { openTransport, fakes }: Ways) {
    this.#config = config;
    this.#observer = observer;
    this.#openTransport = openTransport;
    this.configured =
      config.driver === 'fake'
        ? fakes.map((fake) => new Host(fake, hostSettings(config, { name: fake.name }), observer))
        : config.hosts.map((host) => this.#open(host));
  }

  get(place: Place): Host {
    const { hostName, hypervisorHostname } = place;
    const found = this.#find(hostName) ?? this.#find(hypervisorHostname);
    if (found !== undefined) return found;
    const { host_template: template } = this.#config;
    const names = `the host ${JSON.stringify(hostName)} (hypervisor ${JSON.stringify(hypervisorHostname ?? null)})`;
    if (template === undefined) throw new Error(`${names} is no name of hosts, and there is no host_template`);
    if (this.#closed) throw new Error(`${names} is wanted while the service stops`);
    const address = fillAddress(template.ssh.address, place);
    const key = address.toLowerCase();
    const host =
      this.#derived.get(key) ?? this.#open({ ...template, name: hostName, ssh: { ...template.ssh, address } });
    this.#derived.set(key, host);
    return host;
  }

  /** Those that there are by now. */
  get all(): readonly Host[] {
    return [...this.configured, ...this.#derived.values()];
  }

  /** The host of that name, if there is one already. */
  find(name: string): Host | undefined {
    return this.all.find((host) => host.name === name);
  }

  /** How long a change may take on the slowest of them. */
  get longestChangeMs(): Ms {
    return ms(Math.max(0, ...this.all.map(({ settings }) => longestChangeMs(settings))));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.all.map((host) => host.close()));
  }

  #open(host: HostConfig): Host {
    return new Host(this.#openTransport(host), hostSettings(this.#config, host), this.#observer);
  }

  #find(name: string | undefined): Host | undefined {
    return this.configured.find((host) => host.name === name);
  }
}

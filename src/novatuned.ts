import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { actions, perform } from './actions/index.ts';
import { Host, type HostObserver, longestChangeMs } from './compute/host.ts';
import { hostSettings } from './config/host-settings.ts';
import type { Config } from './config.ts';
import { fakeCluster } from './fake/fake-cluster.ts';
import type { FakeHost } from './fake/fake-host.ts';
import { lookAt } from './first-look.ts';
import { watchHosts } from './host-watch.ts';
import { createApp } from './http/app.ts';
import { Metrics } from './http/metrics.ts';
import { createHttpServer } from './http/server.ts';
import { noauth2 } from './identity/noauth2.ts';
import { LibvirtInventory } from './inventory/libvirt-inventory.ts';
import { warnOfSlowTree } from './slow-tree-warning.ts';
import { openTransport } from './transports.ts';
import { type Ms, ms } from './units.ts';

/** The running service. */
export interface Novatuned {
  /** Where it listens, such as `http://127.0.0.1:9774`. */
  readonly url: string;
  /** Takes no new requests, lets the running ones end, closes the sessions. */
  stop(): Promise<void>;
}

/** How long a start waits for hosts before it listens. */
const patienceMs = 5000;

/**
 * Wires the parts, looks at every host and listens. `fakes` are the hosts of `driver: fake`.
 * @throws {Error} the address cannot be listened on, or a key file cannot be read
 */
export async function startNovatuned(
  config: Config,
  log: Logger,
  fakes: readonly FakeHost[] = fakeCluster(),
): Promise<Novatuned> {
  refuseUnwired(config);
  const metrics = new Metrics();
  const observer: HostObserver = {
    commandEnded: metrics.observeCommand,
    sessionRestarted: metrics.countSessionRestart,
  };
  const hosts = openHosts(config, observer, fakes);
  const inventory: LibvirtInventory = new LibvirtInventory(
    hosts,
    watchHosts(log, metrics, (host) => {
      void lookAt(host, log);
      void warnOfSlowTree(host, inventory, log);
    }),
  );
  let ready = true;
  const app = createApp({
    inventory,
    authenticate: noauth2,
    authUri: urlOf(config.http),
    actions,
    perform,
    log,
    metrics,
    ready: () => ready,
  });
  const closeHosts = async () => {
    inventory.stop();
    await Promise.all(hosts.map((host) => host.close()));
  };
  await waitFor(inventory.start());
  const server = await listen(createHttpServer(app), config.http).catch(async (error) => {
    await closeHosts();
    throw error;
  });

  return {
    url: urlOf(server.address() as AddressInfo),
    async stop() {
      ready = false;
      await close(server, ms(Math.max(...hosts.map(({ settings }) => longestChangeMs(settings)))));
      await closeHosts();
    },
  };
}

/** What the configuration can say already and no part carries out yet must not be taken for done. */
function refuseUnwired({ auth, policy, bounds, inventory, proxy, http }: Config): void {
  const asked = {
    'auth.strategy: keystone': auth.strategy === 'keystone',
    policy: policy.file !== undefined || policy.profile !== 'default',
    bounds: bounds.length > 0,
    'inventory: nova': inventory === 'nova',
    proxy,
    'http.tls': http.tls !== undefined,
    'http.cors_origins': http.cors_origins.length > 0,
    'http.trusted_proxies': http.trusted_proxies.length > 0,
  };
  const [unwired] = Object.entries(asked).find(([, isAsked]) => isAsked) ?? [];
  if (unwired !== undefined) throw new Error(`${unwired} is not supported yet`);
}

/** A host that does not answer delays a start by so much, and the others are served. */
async function waitFor(looked: Promise<void>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([looked, sleep(patienceMs, undefined, { signal: enough.signal }).catch(() => {})]);
  enough.abort();
}

function openHosts(config: Config, observer: HostObserver, fakes: readonly FakeHost[]): Host[] {
  if (config.driver === 'fake')
    return fakes.map((fake) => new Host(fake, hostSettings(config, { name: fake.name }), observer));
  return config.hosts.map((host) => new Host(openTransport(host, config), hostSettings(config, host), observer));
}

function listen(server: HttpServer, { address, port }: Config['http']): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve(server.off('error', reject)));
  });
}

function urlOf({ address, port }: Pick<Config['http'], 'address' | 'port'>): string {
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

async function close(server: HttpServer, graceMs: Ms): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
  server.closeAllConnections();
}

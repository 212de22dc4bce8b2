import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { leastRoles } from './actions/index.ts';
import { Allocations } from './allocations/allocations.ts';
import { Book } from './allocations/book.ts';
import { openCertificate, renewOnHangup } from './certificates.ts';
import type { HostObserver } from './compute/host.ts';
import type { Config } from './config.ts';
import { fakeCluster } from './fake/fake-cluster.ts';
import type { FakeHost } from './fake/fake-host.ts';
import { Hosts } from './hosts.ts';
import { createApp } from './http/app.ts';
import { Metrics } from './http/metrics.ts';
import { createHttpServer } from './http/server.ts';
import { openIdentity, openLogin } from './identities.ts';
import { openInventory } from './inventories.ts';
import { openPolicies } from './policies.ts';
import { watchStore } from './store-watch.ts';
import { openStore } from './stores.ts';
import { loadTransports } from './transports.ts';
import type { Ms } from './units.ts';
import { Upkeep } from './upkeep.ts';
import { openUpstream } from './upstreams.ts';

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
 * @throws {ConfigError} a file that the configuration names has problems
 * @throws {Error} the address cannot be listened on, or a key file cannot be read
 */
export async function startNovatuned(
  config: Config,
  log: Logger,
  fakes: readonly FakeHost[] = fakeCluster(),
): Promise<Novatuned> {
  const { policy, bounds } = openPolicies(config);
  const login = await openLogin(config);
  const nova = openUpstream(config, login);
  const tls = openCertificate(config.http.tls);
  const metrics = new Metrics();
  const observer: HostObserver = {
    commandEnded: metrics.observeCommand,
    sessionRestarted: metrics.countSessionRestart,
  };
  const hosts = new Hosts(config, observer, { openTransport: await loadTransports(config), fakes });
  const book = new Book(await openStore(config, watchStore(log, metrics)), log);
  const upkeep = new Upkeep(book, config, metrics);
  const inventory = openInventory(config, { hosts, login, log, metrics, onDomainEvent: upkeep.onDomainEvent });
  const allocations = new Allocations(book, () => upkeep.lookAtLeases());
  let ready = true;
  const app = createApp({
    inventory,
    ...openIdentity(config, { login, policy, selfUrl: urlOf(config.http) }),
    policy,
    bounds,
    leastRoles,
    perform: (...question) => allocations.perform(...question),
    history: (...question) => allocations.history(...question),
    findOwner: (serverId) => allocations.findOwner(serverId),
    log,
    metrics,
    ready: () => ready,
    nova,
    trustedProxies: config.http.trusted_proxies,
    corsOrigins: config.http.cors_origins,
  });
  const closeHosts = async () => {
    inventory.stop();
    nova?.upstream.close();
    await upkeep.stop();
    await Promise.all([login?.close(), hosts.close()]);
    await book.store.close();
  };
  await waitFor(inventory.start());
  upkeep.start({ hosts, inventory });
  const server = await listen(createHttpServer(app, tls), config.http).catch(async (error) => {
    await closeHosts();
    throw error;
  });

  const keepCertificate = renewOnHangup(server, config.http.tls, log);
  return {
    url: urlOf({ ...(server.address() as AddressInfo), tls: config.http.tls }),
    async stop() {
      ready = false;
      keepCertificate();
      await close(server, hosts.longestChangeMs);
      await closeHosts();
    },
  };
}

/** A host that does not answer delays a start by so much, and the others are served. */
async function waitFor(looked: Promise<void>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([looked, sleep(patienceMs, undefined, { signal: enough.signal }).catch(() => {})]);
  enough.abort();
}

function listen(server: HttpServer, { address, port }: Config['http']): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve(server.off('error', reject)));
  });
}

function urlOf({ address, port, tls }: Pick<Config['http'], 'address' | 'port' | 'tls'>): string {
  return `${tls === undefined ? 'http' : 'https'}://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

async function close(server: HttpServer, graceMs: Ms): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
  server.closeAllConnections();
}

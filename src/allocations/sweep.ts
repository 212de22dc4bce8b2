import pLimit from 'p-limit';
import { HostSurvey } from '../actions/survey.ts';
import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import { findDomain, listRunning } from '../inventory/read-domain.ts';
import type { Inventory, Server } from '../inventory/server.ts';
import { isDown, isSaved } from '../inventory/vm-state.ts';
import type { KeptServer } from '../store/store.ts';
import type { Book } from './book.ts';
import { findAsGiven, type Placed } from './glance.ts';
import { type KeeperObserver, lookAfter } from './look-after.ts';

export interface SweepObserver extends KeeperObserver {
  /** A look at all servers has ended. */
  swept(durationMs: number): void;
}

export interface SweepParts {
  readonly book: Book;
  readonly inventory: Inventory;
  readonly findHost: (name: string) => Host | undefined;
  readonly observer: SweepObserver;
  /** Whether what is not as asked is mended; else it is only told. */
  readonly mends: boolean;
}

/** So many servers of one host are glanced at together, so that users' commands get in between. */
const group = 16;
/** So many of them are looked at closely at a time. */
const atOnce = 8;

/** Looks after every server of which something is asked, wherever it is. Hosts side by side; one that is away holds up no other. */
export async function sweep(parts: SweepParts): Promise<void> {
  const startedAt = performance.now();
  const servers = await parts.book.store.list();
  parts.book.pending.compare(servers);
  const known = new Map(parts.inventory.list().map((server) => [server.id, server]));
  const looks = [...byHost(servers)].map(([hostName, there]) => new HostSweep(parts, hostName, known).run(there));
  await Promise.all(looks);
  parts.observer.swept(performance.now() - startedAt);
}

function byHost(servers: readonly KeptServer[]): ReadonlyMap<string, readonly KeptServer[]> {
  const hosts = new Map<string, KeptServer[]>();
  for (const server of servers) {
    const there = hosts.get(server.hostName);
    if (there === undefined) hosts.set(server.hostName, [server]);
    else there.push(server);
  }
  return hosts;
}

/** A sweep over the servers that were last seen on one host. */
class HostSweep {
  readonly #parts: SweepParts;
  readonly #hostName: string;
  readonly #host: Host | undefined;
  readonly #survey: HostSurvey | undefined;
  /** What the inventory has in memory. */
  readonly #known: ReadonlyMap<string, Server>;
  #running: ReadonlySet<string> = new Set();

  constructor(parts: SweepParts, hostName: string, known: ReadonlyMap<string, Server>) {
    this.#parts = parts;
    this.#hostName = hostName;
    this.#host = parts.findHost(hostName);
    this.#survey = this.#host && new HostSurvey(this.#host);
    this.#known = known;
  }

  /** Never fails: what cannot be looked at is in the log, and for the next sweep. */
  async run(servers: readonly KeptServer[]): Promise<void> {
    try {
      if (this.#host !== undefined) this.#running = await listRunning(this.#host);
    } catch (err) {
      this.#tell({ err }, 'servers of a host could not be looked after');
      return;
    }
    for (let done = 0; done < servers.length; done += group) await this.#visit(servers.slice(done, done + group));
  }

  async #visit(servers: readonly KeptServer[]): Promise<void> {
    const placed = (await Promise.all(servers.map((server) => this.#place(server)))).filter((one) => one !== undefined);
    const asGiven = this.#survey === undefined ? new Set() : await findAsGiven(this.#survey, placed);
    const limit = pLimit(atOnce);
    const others = servers.filter((server) => !asGiven.has(server));
    await Promise.all(others.map((server) => limit(() => this.#lookCloser(server))));
    // A tree that was mended is another than the one that was seen.
    if (others.length > 0) this.#survey?.forget();
  }

  async #place(server: KeptServer): Promise<Placed | undefined> {
    // What fails does so again in the closer look.
    const domain = await this.#findHere(server).catch(() => undefined);
    return domain && { server, domain };
  }

  /** The domain of a server that is where it was; what is told of it may be from an earlier look. */
  async #findHere({ serverId, domainName, hostName }: KeptServer): Promise<Domain | undefined> {
    if (this.#host === undefined || !this.#running.has(serverId)) return undefined;
    const known = this.#known.get(serverId);
    const domain = known?.hostName === hostName ? await known.getDomain() : await findDomain(this.#host, domainName);
    return domain?.uuid === serverId && domain.name === domainName ? domain : undefined;
  }

  async #lookCloser(server: KeptServer): Promise<void> {
    const { book, observer, mends } = this.#parts;
    try {
      const domain = await locate(this.#parts, server);
      if (domain === undefined) book.pending.forget(server.serverId);
      else await lookAfter(book, observer, { domain, server, reason: 'sweep', mends });
    } catch (err) {
      this.#tell({ serverId: server.serverId, err }, 'server could not be looked after');
    }
  }

  #tell(fields: object, message: string): void {
    this.#parts.book.log.debug({ host: this.#hostName, ...fields }, message);
  }
}

/**
 * As `locate`; undefined for a server that runs nowhere for sure. `unsure` for one that may run soon, that may be on a host which has not told yet,
 * or whose memory is saved with all that it had.
 */
export async function locateRunning(
  parts: Pick<SweepParts, 'findHost' | 'inventory'>,
  server: KeptServer,
): Promise<Domain | 'unsure' | undefined> {
  const found = await parts.inventory.find(server.serverId, 'current');
  if (found === undefined) return (await locate(parts, server)) ?? (parts.inventory.complete ? undefined : 'unsure');
  if (!isDown(found.state)) return locate(parts, server);
  return isSaved(found.state) || found.taskState !== undefined ? 'unsure' : undefined;
}

/** Where it was last seen, whether it runs there or not, or else wherever it has gone; undefined for one that is nowhere, or runs nowhere. */
async function locate(
  { findHost, inventory }: Pick<SweepParts, 'findHost' | 'inventory'>,
  server: KeptServer,
): Promise<Domain | undefined> {
  const host = findHost(server.hostName);
  const domain = host && (await findDomain(host, server.domainName));
  if (domain?.uuid === server.serverId) return domain;
  const found = await inventory.find(server.serverId, 'known');
  return found === undefined || isDown(found.state) ? undefined : found.getDomain();
}

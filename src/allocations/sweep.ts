import pLimit from 'p-limit';
import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import { findDomain } from '../inventory/read-domain.ts';
import type { Inventory } from '../inventory/server.ts';
import type { KeptServer } from '../store/store.ts';
import type { Book } from './book.ts';
import { type KeeperObserver, lookAfter } from './look-after.ts';

export interface SweepParts {
  readonly book: Book;
  readonly inventory: Inventory;
  readonly findHost: (name: string) => Host | undefined;
  readonly observer: KeeperObserver;
  /** Whether what is not as asked is mended; else it is only told. */
  readonly mends: boolean;
}

/** So many servers of one host at a time, so that users' commands get in between. */
const atOnce = 8;

/** Looks after every server of which something is asked, wherever it is. Hosts side by side; one that is away holds up no other. */
export async function sweep(parts: SweepParts): Promise<void> {
  const { book } = parts;
  const hosts = new Map<string, ReturnType<typeof pLimit>>();
  const servers = await book.store.list();
  await Promise.all(
    servers.map((server) => {
      const limit = hosts.get(server.hostName) ?? pLimit(atOnce);
      hosts.set(server.hostName, limit);
      return limit(() => visit(parts, server)).catch((err: unknown) =>
        book.log.debug({ serverId: server.serverId, host: server.hostName, err }, 'server could not be looked after'),
      );
    }),
  );
}

async function visit(parts: SweepParts, server: KeptServer): Promise<void> {
  const domain = await locate(parts, server);
  if (domain === undefined) return;
  await lookAfter(parts.book, parts.observer, { domain, server, reason: 'sweep', mends: parts.mends });
}

/** Where it was last seen, or else wherever it has gone; undefined for one that does not run. */
export async function locate(
  { findHost, inventory }: Pick<SweepParts, 'findHost' | 'inventory'>,
  server: KeptServer,
): Promise<Domain | undefined> {
  const host = findHost(server.hostName);
  const domain = host && (await findDomain(host, server.domainName));
  if (domain?.uuid === server.serverId) return domain;
  const found = await inventory.find(server.serverId, 'known');
  return found?.state === 'active' ? found.getDomain() : undefined;
}

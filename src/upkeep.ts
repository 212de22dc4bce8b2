import type { Book } from './allocations/book.ts';
import { forgetGone } from './allocations/gone.ts';
import { Keeper } from './allocations/keeper.ts';
import { Lasting } from './allocations/lasting.ts';
import { Leases } from './allocations/leases.ts';
import { Orphans } from './allocations/orphans.ts';
import { recover } from './allocations/recover.ts';
import { locateRunning, type SweepObserver, sweep } from './allocations/sweep.ts';
import type { Host } from './compute/host.ts';
import type { LifecycleEvent } from './compute/lifecycle-line.ts';
import type { Config } from './config.ts';
import type { Hosts } from './hosts.ts';
import type { Metrics } from './http/metrics.ts';
import type { Inventory } from './inventory/server.ts';
import { msOfSeconds } from './units.ts';

interface Places {
  readonly hosts: Hosts;
  readonly inventory: Inventory;
}

type Settings = Pick<Config, 'inventory' | 'reconcile' | 'reconcile_interval' | 'orphan_grace'>;

/** All that novatuned does to allocations of its own accord: at events, at the ends of leases, and from time to time. */
export class Upkeep {
  readonly #book: Book;
  readonly #config: Settings;
  readonly #metrics: Metrics;
  readonly #observer: SweepObserver;
  readonly #keeper: Keeper;
  #leases: Leases | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(book: Book, config: Settings, metrics: Metrics) {
    this.#book = book;
    this.#config = config;
    this.#metrics = metrics;
    this.#observer = { restored: metrics.observeRestore, drifted: metrics.countDrift, swept: metrics.observeSweep };
    this.#keeper = new Keeper(book, this.#observer);
    metrics.watchPending(() => book.pending.count());
  }

  readonly onDomainEvent = (host: Host, event: LifecycleEvent): void => this.#keeper.onEvent(host, event);

  /** Once the hosts have been looked at. The first sweep is at once: events were missed while nobody listened. */
  start(places: Places): void {
    const { hosts, inventory } = places;
    const findHost = (name: string) => hosts.find(name);
    const parts = {
      book: this.#book,
      inventory,
      findHost,
      observer: this.#observer,
      mends: this.#config.reconcile === 'repair',
    };
    this.#leases = new Leases({ book: this.#book, locate: (server) => locateRunning(parts, server), findHost });
    const tidy = this.#tidier(places);
    const intervalMs = msOfSeconds(this.#config.reconcile_interval);
    const next = () => {
      // Another replica may have been asked for a lease, and be gone.
      this.lookAtLeases();
      this.#sweep = this.#recover(inventory)
        .then(() => sweep(parts))
        .then(tidy)
        .catch((err: unknown) => this.#book.log.warn({ err }, 'sweep failed; the next one tries again'))
        .then(() => {
          if (!this.#stopped) this.#timer = setTimeout(next, intervalMs).unref();
        });
    };
    next();
  }

  /** Whoever's end it is: what has not been ended for now is no reason to look after nobody. */
  async #recover(inventory: Inventory): Promise<void> {
    try {
      await this.#book.endUnwritten();
      await recover(this.#book, inventory);
    } catch (err) {
      this.#book.log.warn({ err }, 'interrupted changes could not be looked at; trying on');
    }
  }

  /** What takes away what servers have left behind: first what was asked of them, and then their classes. */
  #tidier({ hosts, inventory }: Places): () => Promise<void> {
    const { inventory: kind, reconcile, orphan_grace: graceSeconds } = this.#config;
    const lasting = () => new Lasting(msOfSeconds(graceSeconds));
    const common = { book: this.#book, inventory, listHosts: () => hosts.all };
    const gone = {
      ...common,
      mayBeAnywhere: kind === 'libvirt',
      missing: lasting(),
      forgotten: this.#metrics.countForgotten,
    };
    const orphans = new Orphans({
      ...common,
      lasting,
      mends: reconcile === 'repair',
      removed: this.#metrics.countOrphan,
    });
    return async () => {
      await forgetGone(gone);
      await orphans.look();
    };
  }

  /** A lease may have been asked for that is the first to end. */
  lookAtLeases(): void {
    this.#leases?.look();
  }

  /** Begins nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#keeper.stop(), this.#leases?.stop(), this.#sweep]);
    await this.#book.endUnwritten().catch((err: unknown) => {
      this.#book.log.warn(
        { err },
        'ends of changes could not be written down; the next start looks at what they led to',
      );
    });
  }
}

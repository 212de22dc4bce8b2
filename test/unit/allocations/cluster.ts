import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { RequestOf } from '../../../src/actions/action.ts';
import type { ActionName } from '../../../src/actions/index.ts';
import { Allocations } from '../../../src/allocations/allocations.ts';
import { Book } from '../../../src/allocations/book.ts';
import { forgetGone, type GoneParts } from '../../../src/allocations/gone.ts';
import { Lasting } from '../../../src/allocations/lasting.ts';
import { lookAfter } from '../../../src/allocations/look-after.ts';
import { type OrphanParts, Orphans } from '../../../src/allocations/orphans.ts';
import type { Host } from '../../../src/compute/host.ts';
import { guestsOf } from '../../../src/compute/htb-guests.ts';
import { readTree } from '../../../src/compute/tc-read.ts';
import { VirshComplaint } from '../../../src/fake/fake-complaint.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import { findDomain } from '../../../src/inventory/read-domain.ts';
import type { Inventory, Server } from '../../../src/inventory/server.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { ms } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const names = ['VM1', 'VM2', 'VM3', 'VM4'];
const asker = { userId: 'alice', projectId: 'p1', requestId: 'req-1' };

/** The hosts of the in-memory driver, what is asked of their servers, and a clock that stands still unless it is told to go on. */
export class Cluster {
  /** What a server or a class has to be missed for. */
  readonly graceMs = ms(1000);
  readonly servers = new FakeServers();
  readonly store: Store;
  readonly book: Book;
  /** The hosts themselves, and as novatune sees them. VM1 to VM3 are on the first, VM4 on the second. */
  readonly fakes: readonly FakeHost[];
  readonly hosts: readonly Host[];
  readonly said: string[] = [];
  #nowMs = 0;

  private constructor(store: Store) {
    this.store = store;
    this.book = new Book(
      store,
      pino({ level: 'info' }, { write: (line) => void this.said.push(JSON.parse(line).msg) }),
    );
    this.fakes = ['VM1', 'VM4', 'VM7'].map((name) => this.servers.fake(name));
    this.hosts = ['VM1', 'VM4', 'VM7'].map((name) => this.servers.host(name));
  }

  static async open(): Promise<Cluster> {
    const store = await openSqlite(':memory:');
    onTestFinished(() => store.close());
    return new Cluster(store);
  }

  /** What the domains of the hosts tell, those of hosts that are away as well. */
  readonly inventory: Inventory = {
    complete: true,
    list: () => names.flatMap((name) => this.findServer(name) ?? []),
    find: async (id) => names.map((name) => this.findServer(name)).find((server) => server?.id === id),
  };

  findServer(name: string): Server | undefined {
    const isThere = this.fakes.some(({ virsh }) =>
      [...virsh.domains.values()].some(({ server }) => server.name === name),
    );
    return isThere ? this.servers.server(name) : undefined;
  }

  /** From now on a verb of virsh, or each of them, fails on a host, until what it answers is called. */
  break(index: number, verb?: string): () => void {
    const { virsh } = this.fakes[index]!;
    const run = virsh.run.bind(virsh);
    virsh.run = (argv) => {
      if (verb === undefined || argv[0] === verb) throw new VirshComplaint('internal error: it is broken');
      return run(argv);
    };
    return () => {
      virsh.run = run;
    };
  }

  /** What an event of a server's domain on a host leads to. */
  async comeUp(server: string, index: number): Promise<void> {
    const domain = (await findDomain(this.hosts[index]!, server))!;
    const kept = (await this.store.find(domain.uuid))!;
    const observer = { restored: () => {}, drifted: () => {} };
    await lookAfter(this.book, observer, { domain, server: kept, reason: 'return', mends: true });
  }

  pass(forMs: number): void {
    this.#nowMs += forMs;
  }

  readonly lasting = () => new Lasting(this.graceMs, () => this.#nowMs);

  async ask(server: string, name: ActionName, request: object): Promise<void> {
    const allocations = new Allocations(this.book, () => {});
    await allocations.perform(name, request as RequestOf<ActionName>, this.servers.server(server), { asker });
  }

  /** Looks for servers that are gone, with the same memory each time. */
  forgetter(parts: Partial<GoneParts> = {}): () => Promise<void> {
    const { book, inventory } = this;
    const listHosts = () => this.hosts;
    const rest = { mayBeAnywhere: true, missing: this.lasting(), forgotten: () => {} };
    const all = { book, inventory, listHosts, ...rest, ...parts };
    return () => forgetGone(all);
  }

  /** Looks for classes without a guest; `removed` are the hosts that had one. */
  orphans(parts: Partial<OrphanParts> = {}): { look(): Promise<void>; readonly removed: readonly string[] } {
    const { book, inventory, lasting } = this;
    const removed: string[] = [];
    const rest = { mends: true, removed: (host: string) => void removed.push(host) };
    const orphans = new Orphans({ book, inventory, lasting, listHosts: () => this.hosts, ...rest, ...parts });
    return { look: () => orphans.look(), removed };
  }

  /** The addresses that have a class on the uplink of a host; undefined where it has no tree. */
  async macs(index = 0): Promise<string[] | undefined> {
    const tree = await readTree(this.fakes[index]!, 'eth1', ms(1000));
    return tree.root.owner === 'ours' ? guestsOf(tree).flatMap(({ macs }) => macs) : undefined;
  }
}

import type { Host } from '../compute/host.ts';
import { type HostTree, readHostTrees } from '../compute/host-trees.ts';
import { formatClassId } from '../compute/htb-handle.ts';
import { findOrphans, type Orphan } from '../compute/htb-orphans.ts';
import { readResidents } from '../compute/residents.ts';
import type { Lasting } from './lasting.ts';
import { type RemovalParts, removeOrphans } from './remove-orphans.ts';

export interface OrphanParts extends RemovalParts {
  readonly listHosts: () => readonly Host[];
  /** Makes what tells how long a class has been without a guest, one for each host. */
  readonly lasting: () => Lasting;
  /** Whether orphans are removed; else they are only told. */
  readonly mends: boolean;
}

/** Looks for classes on uplinks that have no guest any more: those of domains that were deleted, or that have moved to another host. */
export class Orphans {
  readonly #parts: OrphanParts;
  readonly #lasting = new Map<Host, Lasting>();
  /** What the log has been told of each host. */
  readonly #told = new Map<Host, ReadonlySet<string>>();

  constructor(parts: OrphanParts) {
    this.#parts = parts;
  }

  /** Hosts side by side; one that is away holds up no other. */
  async look(): Promise<void> {
    const { listHosts, book } = this.#parts;
    const known = this.#knownMacs();
    await Promise.all(
      listHosts().map((host) =>
        this.#lookAt(host, known.get(host.name) ?? new Set()).catch((err: unknown) =>
          book.log.debug({ host: host.name, err }, 'host could not be searched for classes without a guest'),
        ),
      ),
    );
  }

  /** By host, from memory: where these explain every class, no domain need be asked for. */
  #knownMacs(): ReadonlyMap<string, ReadonlySet<string>> {
    const known = new Map<string, Set<string>>();
    for (const { hostName = '', addresses } of this.#parts.inventory.list()) {
      const macs = known.get(hostName) ?? new Set();
      known.set(hostName, macs);
      for (const { mac } of addresses) macs.add(mac.toLowerCase());
    }
    return known;
  }

  async #lookAt(host: Host, known: ReadonlySet<string>): Promise<void> {
    const lasting = this.#lasting.get(host) ?? this.#parts.lasting();
    this.#lasting.set(host, lasting);
    // A look that failed may have missed a domain that was there.
    const keys = await findKeys(host, known).catch((error: unknown) => {
      lasting.look([]);
      throw error;
    });
    const due = lasting.look(keys);
    if (!this.#parts.mends) this.#tell(host, due);
    else if (due.size > 0) await removeOrphans(this.#parts, host, (device, orphan) => due.has(keyOf(device, orphan)));
  }

  #tell(host: Host, due: ReadonlySet<string>): void {
    const told = this.#told.get(host);
    this.#told.set(host, due);
    for (const orphan of due) {
      if (told?.has(orphan) !== true) this.#parts.book.log.info({ host: host.name, orphan }, 'class without a guest');
    }
  }
}

async function findKeys(host: Host, known: ReadonlySet<string>): Promise<string[]> {
  const trees = await readHostTrees(host);
  if (keysOf(trees, known).length === 0) return [];
  return keysOf(trees, (await readResidents(host)).macs);
}

const keysOf = (trees: readonly HostTree[], macs: ReadonlySet<string>): string[] =>
  trees.flatMap(({ device, tree }) => findOrphans(tree, macs).map((orphan) => keyOf(device, orphan)));

/** A class that has got other addresses is another one. */
const keyOf = (device: string, { minor, macs }: Orphan): string =>
  [device, formatClassId(minor), ...[...macs].sort()].join(' ');

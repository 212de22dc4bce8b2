// allocations/ makes what was asked of servers last: it writes changes down, gives domains back what they have lost, and tells who asked for
// what. It imports actions/, compute/, inventory/, store/ and leaf files. Start here: Allocations is what http/ calls, Keeper what events do.
import type { AllocationActionName, AnswerOf, Outcome, RequestOf } from '../actions/action.ts';
import { type ActionName, leastRoles, perform, type ResourceActionName } from '../actions/index.ts';
import { giveValue, readValue } from '../actions/resource-actions.ts';
import { explain } from '../compute/explain.ts';
import { Fault } from '../faults.ts';
import type { Server } from '../inventory/server.ts';
import { isUp } from '../inventory/vm-state.ts';
import { type Asker, type KeptServer, type Resource, resources, type Value } from '../store/store.ts';
import { checkVersion, type Wish, WishAccount } from './accounts.ts';
import type { Book } from './book.ts';
import { type Actuals, type ChangeDocument, describeAllocation, describeChange } from './document.ts';
import { endOfLease } from './lease.ts';

/** Who asks for an action, and on what condition. */
export interface Petition {
  readonly asker: Asker;
  /** Whether a version of the server's allocation is one that a change may be made to; undefined for any. */
  readonly accepts?: ((version: number) => boolean) | undefined;
}

/** What an action led to; after one that changes or tells what is asked of the server, the version of that. */
export interface Performed<Answer> extends Outcome<Answer> {
  readonly version?: number;
}

/** Which lines of a history: at most so many, and those before the one with that id. */
export interface Page {
  readonly limit: number;
  readonly before: number | undefined;
}

/** Carries actions out, and keeps account of them. */
export class Allocations {
  readonly #book: Book;
  readonly #onLease: () => void;

  /** @param onLease something was asked for a time only */
  constructor(book: Book, onLease: () => void) {
    this.#book = book;
    this.#onLease = onLease;
  }

  /**
   * Carries an action out on a server.
   * @throws {Fault} preconditionFailed; storeUnavailable; invalidInput: no such time of a lease; and as the action
   */
  async perform<Name extends ActionName>(
    name: Name,
    request: RequestOf<Name>,
    server: Server,
    petition: Petition,
  ): Promise<Performed<AnswerOf<Name>>> {
    const outcome = await (isAboutAll(name)
      ? this.#performOnAll(name, request as RequestOf<AllocationActionName>, server, petition)
      : this.#performOnOne(name as ResourceActionName, request as RequestOf<ResourceActionName>, server, petition));
    const performed = outcome as Outcome<AnswerOf<Name>>;
    if (name !== 'get-allocation' && leastRoles[name] === 'reader') return performed;
    return { ...performed, ...(await this.#findVersion(server)) };
  }

  /** None where the store has gone away since: the change is made, and written down. */
  async #findVersion({ id }: Server): Promise<{ readonly version?: number }> {
    try {
      return { version: (await this.#book.store.find(id))?.version ?? 0 };
    } catch (error) {
      if (error instanceof Fault && error.kind === 'storeUnavailable') return {};
      throw error;
    }
  }

  /** What was changed on a server, newest first. */
  async history({ id }: Server, page: Page): Promise<ChangeDocument[]> {
    return (await this.#book.store.listChanges(id, page)).map(describeChange);
  }

  async #performOnOne(
    name: ResourceActionName,
    request: RequestOf<ResourceActionName>,
    server: Server,
    petition: Petition,
  ): Promise<Outcome<unknown>> {
    const { for: lease, ...asked } = (request ?? {}) as { readonly for?: string };
    const until = lease === undefined ? undefined : endOfLease(lease, new Date());
    const account = new WishAccount(this.#book, { ...wishOf(server, petition), until });
    const outcome = await perform(name, asked as RequestOf<ResourceActionName>, server, account);
    if (until !== undefined) this.#onLease();
    return outcome;
  }

  async #performOnAll(
    name: AllocationActionName,
    request: RequestOf<AllocationActionName>,
    server: Server,
    petition: Petition,
  ): Promise<Outcome<AnswerOf<AllocationActionName>>> {
    if (name === 'clear-allocation') await this.#clear(server, resourceOf(request), wishOf(server, petition));
    const kept = await this.#book.store.find(server.id);
    return { answer: { allocation: describeAllocation(kept, await readActuals(server)) }, warnings: [] };
  }

  /** Gives back what the host had before, one resource after the other; the first that fails ends it. */
  async #clear(server: Server, only: Resource | undefined, { accepts, ...wish }: Wish): Promise<void> {
    const { store } = this.#book;
    if (accepts !== undefined) await checkVersion(store, server.id, accepts);
    const kept = await store.find(server.id);
    for (const { resource, original } of kept?.allocations ?? []) {
      if (only !== undefined && resource !== only) continue;
      const account = new WishAccount(this.#book, { ...wish, takesBack: true });
      if (isUp(server.state)) await giveBack(server, resource, original, account);
      else if (kept !== undefined) await this.#strike(kept, resource, original, wish);
    }
  }

  /** Of a server that has no host to change anything on. */
  async #strike(where: KeptServer, resource: Resource, original: Value, { serverId, asker }: Wish): Promise<void> {
    const occasion = { serverId, cause: 'clear', asker, until: undefined, where } as const;
    const entry = await this.#book.open(occasion, { resource, asked: original, before: original });
    await entry.end({ outcome: 'success', after: undefined, reason: undefined });
  }
}

const isAboutAll = (name: ActionName): name is AllocationActionName => name.endsWith('-allocation');

const wishOf = ({ id, projectId }: Server, petition: Petition): Wish => ({ serverId: id, projectId, ...petition });

const resourceOf = (request: RequestOf<AllocationActionName>): Resource | undefined =>
  (request as { readonly resource?: Resource } | null)?.resource;

async function giveBack(server: Server, resource: Resource, original: Value, account: WishAccount): Promise<void> {
  try {
    await giveValue(await server.getDomain(), resource, original, account);
  } catch (error) {
    throw explain(error, server.id);
  }
}

/** What the host has; nothing of what it cannot tell, or while the server does not run. */
async function readActuals(server: Server): Promise<Actuals> {
  const domain = isUp(server.state) ? await server.getDomain() : undefined;
  const read = async (resource: Resource) => {
    if (domain === undefined) return undefined;
    return readValue(domain, resource).catch((error: unknown) => {
      const fault = explain(error, server.id);
      if (fault instanceof Fault && fault.kind === 'notSupported') return undefined;
      throw fault;
    });
  };
  return Object.fromEntries(await Promise.all(resources.map(async (each) => [each, await read(each)]))) as Actuals;
}

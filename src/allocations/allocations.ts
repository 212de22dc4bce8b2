// allocations/ makes what was asked of servers last: it writes changes down, gives domains back what they have lost, and tells who asked for
// what. It imports actions/, compute/, inventory/, store/ and leaf files. Start here: Allocations is what http/ calls, Keeper what events do.
import type { AllocationActionName, AnswerOf, Outcome, RequestOf } from '../actions/action.ts';
import { type ActionName, perform, type ResourceActionName } from '../actions/index.ts';
import { readValue } from '../actions/resource-actions.ts';
import { explain } from '../compute/explain.ts';
import { Fault, type FaultKind } from '../faults.ts';
import type { Server } from '../inventory/server.ts';
import { isUp } from '../inventory/vm-state.ts';
import { type Asker, type Resource, resources } from '../store/store.ts';
import { versionOf, type Wish, WishAccount } from './accounts.ts';
import type { Book } from './book.ts';
import { clear } from './clear.ts';
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
    const performed = await (isAboutAll(name)
      ? this.#performOnAll(name, request as RequestOf<AllocationActionName>, server, petition)
      : this.#performOnOne(name as ResourceActionName, request as RequestOf<ResourceActionName>, server, petition));
    return performed as Performed<AnswerOf<Name>>;
  }

  /** What was changed on a server, newest first. */
  async history(serverId: string, page: Page): Promise<ChangeDocument[]> {
    return (await this.#book.store.listChanges(serverId, page)).map(describeChange);
  }

  /** The project of a server on which something was ever changed, though it may be gone. */
  async findOwner(serverId: string): Promise<string | undefined> {
    const [newest] = await this.#book.store.listChanges(serverId, { limit: 1, before: undefined });
    return newest?.projectId;
  }

  async #performOnOne(
    name: ResourceActionName,
    request: RequestOf<ResourceActionName>,
    server: Server,
    petition: Petition,
  ): Promise<Performed<unknown>> {
    const { for: lease, ...asked } = (request ?? {}) as { readonly for?: string };
    const until = lease === undefined ? undefined : endOfLease(lease, new Date());
    const account = new WishAccount(this.#book, { ...wishOf(server, petition), until });
    const outcome = await perform(name, asked as RequestOf<ResourceActionName>, server, account);
    if (until !== undefined) this.#onLease();
    return withVersion(outcome, account.version);
  }

  async #performOnAll(
    name: AllocationActionName,
    request: RequestOf<AllocationActionName>,
    server: Server,
    petition: Petition,
  ): Promise<Performed<AnswerOf<AllocationActionName>>> {
    const warnings =
      name === 'clear-allocation' ? await clear(this.#book, server, resourceOf(request), wishOf(server, petition)) : [];
    const kept = await this.#book.store.find(server.id);
    const allocation = describeAllocation(kept, await readActuals(server));
    // Of what is answered: what somebody asks for while the host is read is not in it.
    return withVersion({ answer: { allocation }, warnings }, versionOf(kept));
  }
}

const withVersion = <Answer>(outcome: Outcome<Answer>, version: number | undefined): Performed<Answer> =>
  version === undefined ? outcome : { ...outcome, version };

const isAboutAll = (name: ActionName): name is AllocationActionName => name.endsWith('-allocation');

const wishOf = ({ id, projectId }: Server, petition: Petition): Wish => ({ serverId: id, projectId, ...petition });

const resourceOf = (request: RequestOf<AllocationActionName>): Resource | undefined =>
  (request as { readonly resource?: Resource } | null)?.resource;

/** What of a look at a resource is no reason to tell nothing of the others, nor of what is asked. */
const untold: readonly FaultKind[] = ['notSupported', 'hostUnavailable', 'serverNotFound', 'serverNotRunning'];

/** What the host has; nothing of what it cannot tell, or while it does not answer, or the server does not run. */
async function readActuals(server: Server): Promise<Actuals> {
  const read = async (resource: Resource) => {
    if (!isUp(server.state)) return undefined;
    try {
      return await readValue(await server.getDomain(), resource);
    } catch (error) {
      const fault = explain(error, server.id);
      if (fault instanceof Fault && untold.includes(fault.kind)) return undefined;
      throw fault;
    }
  };
  return Object.fromEntries(await Promise.all(resources.map(async (each) => [each, await read(each)]))) as Actuals;
}

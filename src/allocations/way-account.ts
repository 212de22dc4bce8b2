import type { Account, PlannedChange } from '../actions/account.ts';
import type { ChangeEnd, Value } from '../store/store.ts';
import type { Ms } from '../units.ts';
import { type Restoration, Superseded } from './accounts.ts';
import { type Book, type Entry, whereaboutsOf } from './book.ts';

/**
 * For what is given back in several changes, each in a turn of its own, so that others get in between: one line for all of them, begun
 * with the first that has anything to do. Each is made only while it is still due.
 */
export class WayAccount implements Account {
  readonly #book: Book;
  readonly #restoration: Restoration;
  readonly #goal: Value;
  #entry: Entry | undefined;

  /** @param goal what is given back in the end */
  constructor(book: Book, restoration: Restoration, goal: Value) {
    this.#book = book;
    this.#restoration = restoration;
    this.#goal = goal;
  }

  /** @throws {Superseded} somebody has asked for something else meanwhile, or another novatuned is further on the same way */
  async begin(planned: PlannedChange): Promise<void> {
    const { serverId, projectId, cause } = this.#restoration;
    const { asked, before, isThere, resource, domain } = planned;
    const leadsBack = asked > this.#goal && asked > before;
    if (leadsBack || !(await this.#restoration.isDue())) throw new Superseded();
    if (isThere || this.#entry !== undefined) return;
    const where = whereaboutsOf(domain, projectId);
    const occasion = { serverId, cause, asker: undefined, until: undefined, where };
    this.#entry = await this.#book.open(occasion, { resource, asked: this.#goal, before });
  }

  /** That of one change is not that of the way. */
  async end(): Promise<void> {}

  /**
   * Nothing follows. What cannot be written down now is later.
   * @throws {Fault} storeUnavailable
   */
  async finish(end: ChangeEnd): Promise<void> {
    if (this.#entry === undefined) return;
    try {
      await this.#entry.end(end);
    } catch (error) {
      this.#book.endLater(this.#entry, end);
      throw error;
    }
  }

  during<T>(hostName: string, waitMs: Ms, change: () => Promise<T>): Promise<T> {
    return this.#book.during(hostName, waitMs, change);
  }
}

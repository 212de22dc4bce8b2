import type { Account } from '../actions/account.ts';
import { MemoryInUse } from '../actions/memory-in-use.ts';
import { giveValue } from '../actions/resource-actions.ts';
import { findAnsweringBalloon } from '../compute/balloon.ts';
import type { Domain } from '../compute/domain.ts';
import type { Value } from '../store/store.ts';
import { type Restoration, Superseded } from './accounts.ts';
import type { Book } from './book.ts';
import { applied, deferred, type Explained, explainFailure } from './sighting.ts';
import { WayAccount } from './way-account.ts';

/** A size of memory, in KiB, that a guest is brought to by the service itself. */
export interface MemoryWay {
  readonly domain: Domain;
  readonly from: Value;
  readonly goal: Value;
  readonly restoration: Restoration;
}

/** Into so many steps a way down from the maximum is divided, lest a guest that has just started be asked for more than it can give in time. */
const stepsOfMaximum = 4;
/** So many parts of the maximum are the sizes that a guest is left which cannot give it all: it is not followed in each little change. */
const restsOfMaximum = 32;

const silentDriver = "The guest's balloon driver does not answer yet.";
const notComplied = 'The guest did not comply in time.';
const overtaken = 'Something else was asked of the server, or happened to it, meanwhile.';

/**
 * Gives a guest another size of memory in steps, as soon as its driver answers, and never less than it has in use and some to spare: then
 * it goes as far as it may. One line of the history, where anything is done.
 * @throws {Superseded} it is not due any more
 * @throws {Fault} storeUnavailable: its end could not be written down
 */
export async function giveMemory(book: Book, way: MemoryWay): Promise<Explained> {
  const { domain, from, goal, restoration } = way;
  if ((await findAnsweringBalloon(domain)) === undefined) return deferred(from, 'driver', silentDriver);
  const account = new WayAccount(book, restoration, goal);
  const sighting = await walk(way, account).catch(async (error: unknown) => {
    if (!(error instanceof Superseded)) return explainFailure(book, domain, 'memory', error);
    await account.finish({ outcome: 'failure', after: undefined, reason: overtaken });
    throw error;
  });
  const { actual: after, state, reason } = sighting;
  await account.finish({ outcome: state === 'applied' ? 'success' : 'failure', after, reason });
  return sighting;
}

async function walk({ domain, from, goal }: MemoryWay, account: Account): Promise<Explained> {
  const stepKiB = partOf(domain, stepsOfMaximum);
  let least = goal;
  let inUse = '';
  for (let actual = from; actual !== goal; ) {
    const next = Math.max(least, actual - stepKiB);
    if (inUse !== '' && next >= actual) return deferred(actual, 'memory_in_use', inUse);
    try {
      const { answer } = await giveValue(domain, 'memory', next, account);
      if (!(answer as { success: number }).success) return deferred(actual, 'guest', notComplied);
      actual = next;
    } catch (error) {
      if (!(error instanceof MemoryInUse)) throw error;
      const restKiB = partOf(domain, restsOfMaximum);
      least = Math.ceil(error.leastKiB / restKiB) * restKiB;
      inUse = `The guest ${error.figures}.`;
    }
  }
  return applied(goal);
}

/** In whole MiB: a balloon counts in pages, and has no size between them. */
const partOf = ({ maxMemoryKiB }: Domain, parts: number): Value => Math.ceil(maxMemoryKiB / parts / 1024) * 1024;

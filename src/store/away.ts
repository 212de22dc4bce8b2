import { Fault } from '../faults.ts';
import type { WriteNeeds } from './engine.ts';

/** What a store that is away could not do. `begin`: what comes before anything is done on a host. */
type Work = 'read' | 'begin' | 'write';

const sentences: Readonly<Record<Work, string>> = {
  read: 'What is asked of servers cannot be looked up at the moment; try again later.',
  begin: 'What is asked of servers cannot be written down at the moment, so nothing was changed; try again later.',
  write: 'What is asked of servers cannot be written down at the moment; try again later.',
};

/** What begins a change is what must not be done twice. */
export const workOf = ({ repeatable }: WriteNeeds): Work => (repeatable ? 'write' : 'begin');

/** For a store that cannot be read or written for now. What it was is in the cause, for the log. */
export const storeIsAway = (work: Work, cause: unknown): Fault =>
  new Fault('storeUnavailable', sentences[work], { cause });

export const isStoreAway = (error: unknown): error is Fault =>
  error instanceof Fault && error.kind === 'storeUnavailable';

/** Does a work in the store; where it fails because the store is away it says so. */
export async function orAway<T>(work: Work, isAway: (error: unknown) => boolean, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw isAway(error) ? storeIsAway(work, error) : error;
  }
}

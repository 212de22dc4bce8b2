import { Fault } from '../faults.ts';

const sentence =
  'What is asked of servers cannot be looked up or written down at the moment, so nothing was changed; try again later.';

/** For a store that cannot be read or written for now. What it was is in the cause, for the log. */
export const storeIsAway = (cause: unknown): Fault => new Fault('storeUnavailable', sentence, { cause });

/** Does a work in the store; where it fails because the store is away it says so. */
export async function orAway<T>(isAway: (error: unknown) => boolean, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAway(error) ? storeIsAway(error) : error;
  }
}

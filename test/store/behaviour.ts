// What a store does, told once and run on every database: see test/unit/store/ and test/integration/store/.
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { describeAsks } from './asks.ts';
import { describeHistory } from './history.ts';
import { describeLeases } from './leases.ts';
import { describeOrder } from './order.ts';
import { Clock, type Place } from './place.ts';
import { describeRandomChanges } from './random-changes.ts';
import { describeSightings } from './sightings.ts';

/** What each test has: a store with nothing in it. */
export interface StoreTest {
  store: Store;
  clock: Clock;
}

/** @param runs how many random sequences of changes to try */
export function describeStore(name: string, create: () => Promise<Place>, runs = 40): void {
  describe(name, () => {
    const here = {} as StoreTest;
    let place: Place;
    beforeEach(async () => {
      here.clock = new Clock();
      place = await create();
      here.store = await place.open(here.clock);
    });
    afterEach(async () => {
      await here.store.close();
      await place.remove();
    });

    describeAsks(here);
    describeLeases(here);
    describeSightings(here);
    describeHistory(here);
    describeOrder(here, runs);
    describeRandomChanges(here, runs);
  });
}

import type { Domain } from '../compute/domain.ts';
import { explain } from '../compute/explain.ts';
import { Fault } from '../faults.ts';
import type { Resource, Sighting, Value } from '../store/store.ts';
import type { Book } from './book.ts';
import { type Obstacle, obstacleBehind } from './obstacle.ts';

/** What was seen, and in a word what stands in the way; undefined where it is applied. */
export interface Explained extends Sighting {
  readonly obstacle: Obstacle | undefined;
}

export const applied = (actual: Value): Explained => ({
  actual,
  state: 'applied',
  reason: undefined,
  obstacle: undefined,
});

export const deferred = (actual: Value, obstacle: Obstacle, reason: string): Explained => ({
  actual,
  state: 'deferred',
  reason,
  obstacle,
});

/** What a failure says of a resource of a domain. One that is not expected is in the log. */
export function explainFailure(book: Book, { uuid, host }: Domain, resource: Resource, error: unknown): Explained {
  const fault = explain(error, uuid);
  if (fault instanceof Fault) {
    const obstacle = obstacleBehind(fault);
    // Everything else may come by itself.
    const state = obstacle === 'infeasible' ? 'infeasible' : 'deferred';
    return { actual: undefined, state, reason: fault.message, obstacle };
  }
  book.log.error({ serverId: uuid, host: host.name, resource, err: error }, 'allocation cannot be restored');
  return {
    actual: undefined,
    state: 'deferred',
    reason: 'Something unexpected happened; the log of the service has it.',
    obstacle: 'unexpected',
  };
}

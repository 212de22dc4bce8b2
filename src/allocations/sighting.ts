import type { Domain } from '../compute/domain.ts';
import { explain } from '../compute/explain.ts';
import { Fault, type FaultKind } from '../faults.ts';
import type { Resource, Sighting, Value } from '../store/store.ts';
import type { Book } from './book.ts';

/** What this host or this domain can never have. Everything else may come by itself. */
const forGood: readonly FaultKind[] = ['limitOutOfRange', 'notSupported', 'foreignQdisc'];

export const applied = (actual: Value): Sighting => ({ actual, state: 'applied', reason: undefined });

export const deferred = (actual: Value, reason: string): Sighting => ({ actual, state: 'deferred', reason });

/** What a failure says of a resource of a domain. One that is not expected is in the log. */
export function explainFailure(book: Book, { uuid, host }: Domain, resource: Resource, error: unknown): Sighting {
  const fault = explain(error, uuid);
  if (fault instanceof Fault) {
    return {
      actual: undefined,
      state: forGood.includes(fault.kind) ? 'infeasible' : 'deferred',
      reason: fault.message,
    };
  }
  book.log.error({ serverId: uuid, host: host.name, resource, err: error }, 'allocation cannot be restored');
  return {
    actual: undefined,
    state: 'deferred',
    reason: 'Something unexpected happened; the log of the service has it.',
  };
}

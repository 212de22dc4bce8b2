import type { components } from '#openapi';
import type { Allocation, Change, KeptServer, Resource, Value } from '../store/store.ts';
import { resources } from '../store/store.ts';

export type AllocationDocument = components['schemas']['Allocation'];
type ResourceDocument = components['schemas']['AllocatedResource'];
export type ChangeDocument = components['schemas']['AllocationChange'];

/** What a host has of each resource; undefined where that cannot be told. */
export type Actuals = Readonly<Record<Resource, Value | undefined>>;

/** What is asked of a server, and what its host has of it. */
export function describeAllocation(server: KeptServer | undefined, actuals: Actuals): AllocationDocument {
  const asked = new Map(server?.allocations.map((each) => [each.resource, each]));
  const documents = resources.map(
    (resource) => [resource, describe(resource, asked.get(resource), actuals[resource])] as const,
  );
  return Object.fromEntries(documents) as AllocationDocument;
}

const unitOf = (resource: Resource): 'KiB' | null =>
  resource === 'memory' || resource === 'soft_limit' ? 'KiB' : null;

function describe(resource: Resource, allocation: Allocation | undefined, actual: Value | undefined): ResourceDocument {
  const unit = unitOf(resource);
  if (allocation === undefined) {
    const nobody = { user_id: null, project_id: null, request_id: null, since: null, until: null };
    return { asked: null, actual: actual ?? null, unit, state: 'default', reason: null, ...nobody };
  }
  const { asked, state, reason, asker, since, until } = allocation;
  return {
    asked,
    actual: actual ?? null,
    unit,
    state,
    reason: reason ?? null,
    user_id: asker.userId,
    project_id: asker.projectId,
    request_id: asker.requestId,
    since: formatTime(since),
    until: until === undefined ? null : formatTime(until),
  };
}

/** A line of the history. */
export function describeChange({ id, resource, cause, asked, before, asker, at, until, end }: Change): ChangeDocument {
  return {
    id,
    resource,
    cause,
    asked,
    before,
    after: end?.after ?? null,
    unit: unitOf(resource),
    outcome: end?.outcome ?? null,
    reason: end?.reason ?? null,
    user_id: asker?.userId ?? null,
    project_id: asker?.projectId ?? null,
    request_id: asker?.requestId ?? null,
    at: formatTime(at),
    until: until === undefined ? null : formatTime(until),
  };
}

/** As Nova writes times: to the second. */
const formatTime = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

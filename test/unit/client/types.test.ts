import { describe, expectTypeOf, test } from 'vitest';
import { type ActionName, type AnswerOf, type Cloud, connect, type RequestOf } from '../../../client/index.ts';

// `npm run check` compiles this file: a line below `@ts-expect-error` that did compile would be an error.

declare const cloud: Cloud;

/** Never called. */
export const wrongCalls = (): unknown[] => [
  // @ts-expect-error: a wrong field
  cloud.setCpuPriority('VM1', { shares: 400 }),
  // @ts-expect-error: a field too many
  cloud.setCpuPriority('VM1', { share: 400, weight: 1 }),
  // @ts-expect-error: a wrong type
  cloud.setCpuPriority('VM1', { share: '400' }),
  // @ts-expect-error: no field
  cloud.setCpuPriority('VM1', {}),
  // @ts-expect-error: no value
  cloud.setCpuPriority('VM1'),
  // @ts-expect-error: null for a value
  cloud.setCpuPriority('VM1', null),
  // @ts-expect-error: no server
  cloud.getCpuPriority(),
  // @ts-expect-error: a server that is no string
  cloud.getCpuPriority(1),
  // @ts-expect-error: a value where none is taken
  cloud.getCpuPriority('VM1', { share: 400 }),
  // @ts-expect-error: an unknown action
  cloud.setCpuShares('VM1', { share: 400 }),
  // @ts-expect-error: an unknown action by its name
  cloud.runAction('VM1', 'set-cpu', { share: 400 }),
  // @ts-expect-error: the value of another action
  cloud.runAction('VM1', 'set-cpu-priority', { weight: 400 }),
  // @ts-expect-error: a value where none is taken
  cloud.runAction('VM1', 'get-cpu-priority', { share: 400 }),
  // @ts-expect-error: an unknown option
  cloud.getCpuPriority('VM1', { retries: 4 }),
  // @ts-expect-error: a list of servers by an id
  cloud.listServers({ byId: true }),
  // @ts-expect-error: a history of nobody
  cloud.listAllocationHistory(),
  // @ts-expect-error: a resource that there is not
  cloud.clearAllocation('VM1', { resource: 'ram' }),
  // @ts-expect-error: no value, which is {} for all resources
  cloud.clearAllocation('VM1'),
  // @ts-expect-error: one ETag for all calls
  connect({ endpoint: 'http://cloud.test', token: 'a:b', ifMatch: '"1"' }),
  // @ts-expect-error: an id for all calls
  connect({ endpoint: 'http://cloud.test', token: 'a:b', byId: true }),
];

describe('the types of the client', () => {
  test('know each method’s arguments and answer', () => {
    expectTypeOf<Cloud['setCpuPriority']>().returns.resolves.toEqualTypeOf<{ share: number }>();
    expectTypeOf<Cloud['getCpuPriority']>().returns.resolves.toEqualTypeOf<{ share: number }>();
    expectTypeOf<Cloud['setCpuPriority']>().parameter(1).toEqualTypeOf<{ share: number; for?: string }>();
    expectTypeOf<Cloud['setCurrentMemory']>().returns.resolves.toEqualTypeOf<{ success: 0 | 1 }>();
    expectTypeOf<Cloud['resetNetPriority']>().returns.resolves.toEqualTypeOf<{ success: true }>();
    expectTypeOf<Cloud['getNetPriority']>().returns.resolves.toEqualTypeOf<{ prio: number }>();
    expectTypeOf<Cloud['balloonDriverEnabled']>().returns.resolves.toEqualTypeOf<{ ballooning_enabled: boolean }>();
  });

  test('know the actions by their names on the wire', () => {
    expectTypeOf<'set-net-priority'>().toExtend<ActionName>();
    expectTypeOf<'set-net'>().not.toExtend<ActionName>();
    expectTypeOf<RequestOf<'set-net-priority'>>().toEqualTypeOf<{ prio: number; for?: string }>();
    expectTypeOf<Record<never, never>>().toExtend<RequestOf<'clear-allocation'>>();
    expectTypeOf<RequestOf<'get-allocation'>>().toEqualTypeOf<null>();
    expectTypeOf<RequestOf<'get-net-priority'>>().toEqualTypeOf<null>();
    expectTypeOf<AnswerOf<'get-memory-soft-limit'>>().toEqualTypeOf<{ soft_limit: number }>();
  });
});

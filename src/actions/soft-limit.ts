import { inKiB, readSoftLimit, type SoftLimit, setSoftLimit } from '../compute/soft-limit.ts';
import { Fault } from '../faults.ts';
import { kibOfMib, mib } from '../units.ts';
import type { Actions, AnswerOf, Getter, RequestOf, ResourceActionName, Setter } from './action.ts';

type Request = RequestOf<'set-memory-soft-limit'>;

/** On the wire -1 removes the limit. */
const wanted = ({ memory_limit }: Request): SoftLimit =>
  memory_limit === -1 ? 'unlimited' : kibOfMib(mib(memory_limit));

const getMemorySoftLimit: Getter<AnswerOf<'get-memory-soft-limit'>, SoftLimit> = {
  policy: 'reader',
  read: readSoftLimit,
  answer: (limit) => ({ soft_limit: inKiB(limit) }),
};

/**
 * Sets the size to which the host tries to push a server's QEMU process back.
 * @throws {Fault} limitOutOfRange: 0, under which nothing can run
 */
const setMemorySoftLimit: Setter<Request, AnswerOf<'set-memory-soft-limit'>, SoftLimit> = {
  policy: 'manager',
  scope: 'server',
  allocates: { resource: 'soft_limit', asked: (request) => inKiB(wanted(request)), has: inKiB },
  read: readSoftLimit,
  plan(domain, request, limit) {
    if (request.memory_limit === 0) {
      throw new Fault(
        'limitOutOfRange',
        `Cannot set the memory soft limit of instance ${domain.uuid} to 0 MiB: it takes 1 or more, or -1 for no limit`,
      );
    }
    return wanted(request) === limit ? [] : [setSoftLimit(domain, wanted(request))];
  },
  revert: (domain, before, limit) => (limit === before ? [] : [setSoftLimit(domain, before)]),
  failed: (request, limit) => limit !== wanted(request),
  answer: (request, limit) => ({ success: limit === wanted(request) ? 1 : 0 }),
  async warnings(domain, request) {
    if (request.memory_limit === -1 || (await domain.host.traits()).cgroup === 'v1') return [];
    return [
      'On the host of this server a soft limit is memory.high of cgroup v2: above it the server is slowed down at once, not only while memory is short.',
    ];
  },
};

export const softLimitActions = {
  'get-memory-soft-limit': getMemorySoftLimit,
  'set-memory-soft-limit': setMemorySoftLimit,
} satisfies Partial<Actions<ResourceActionName>>;

import type { VirshCommand } from '../compute/command.ts';
import { findIgnoringSchedulers } from '../compute/disk-scheduler.ts';
import type { Domain } from '../compute/domain.ts';
import { isFlattened, readIoWeight, setIoWeight, unflattened } from '../compute/io-weight.ts';
import { type IoWeight, ioWeight } from '../units.ts';
import type { Actions, AnswerOf, Getter, RequestOf, ResourceActionName, Setter } from './action.ts';

const getIoPriority: Getter<AnswerOf<'get-io-priority'>, IoWeight> = {
  policy: 'reader',
  read: readIoWeight,
  answer: (weight) => ({ weight }),
};

interface DiskState {
  readonly weight: IoWeight;
  /** Whether systemd stands between and squeezes what it is given. */
  readonly flattened: boolean;
}

/** What brings a server to a weight, through whoever stands between. */
const bringTo = (domain: Domain, weight: IoWeight, { flattened }: DiskState): VirshCommand =>
  setIoWeight(domain, flattened ? unflattened(weight) : weight);

/** Sets the weight of a server's disk I/O against the other servers of its host; an effect only under BFQ, and while a disk is busy. */
const setIoPriority: Setter<RequestOf<'set-io-priority'>, AnswerOf<'set-io-priority'>, DiskState> = {
  policy: 'manager',
  scope: 'server',
  allocates: { resource: 'disk', asked: ({ weight }) => weight, has: ({ weight }) => weight },
  async read(domain) {
    const [weight, flattened] = await Promise.all([readIoWeight(domain), isFlattened(domain)]);
    return { weight, flattened };
  },
  plan: (domain, { weight }, state) => (weight === state.weight ? [] : [bringTo(domain, ioWeight(weight), state)]),
  revert: (domain, before, state) => (state.weight === before.weight ? [] : [bringTo(domain, before.weight, state)]),
  answer: (_request, { weight }) => ({ weight }),
  async warnings(domain, request, { weight }) {
    const warnings = (await findIgnoringSchedulers(domain)).map(
      (scheduler) =>
        `The weight has no effect yet: a disk of the server is under the I/O scheduler ${scheduler}, which ignores weights; BFQ honours them.`,
    );
    if (weight !== request.weight)
      warnings.unshift(`The host applies a weight of ${weight} instead of ${request.weight}.`);
    return warnings;
  },
};

export const diskActions = {
  'get-io-priority': getIoPriority,
  'set-io-priority': setIoPriority,
} satisfies Partial<Actions<ResourceActionName>>;

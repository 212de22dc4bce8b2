import { parseCpuShares, readCpuShares, setCpuShares, sharesRange } from '../compute/cpu-shares.ts';
import type { HostTraits } from '../compute/traits.ts';
import { Fault } from '../faults.ts';
import { type CpuShares, cpuShares } from '../units.ts';
import type { Actions, AnswerOf, Getter, RequestOf, ResourceActionName, Setter } from './action.ts';

const getCpuPriority: Getter<AnswerOf<'get-cpu-priority'>, CpuShares> = {
  policy: 'reader',
  read: readCpuShares,
  answer: (share) => ({ share }),
};

interface CpuState {
  readonly shares: CpuShares;
  readonly traits: HostTraits;
}

/**
 * Sets the weight of a server's vCPUs against the other servers of its host; no effect while CPUs are idle.
 * @throws {Fault} limitOutOfRange: outside of the range of the host's cgroup version
 */
const setCpuPriority: Setter<RequestOf<'set-cpu-priority'>, AnswerOf<'set-cpu-priority'>, CpuState> = {
  policy: 'manager',
  scope: 'server',
  allocates: { resource: 'cpu', asked: ({ share }) => share, has: ({ shares }) => shares },
  async read(domain) {
    const [shares, traits] = await Promise.all([readCpuShares(domain), domain.host.traits()]);
    return { shares, traits };
  },
  plan(domain, { share }, { shares, traits }) {
    const { min, max } = sharesRange(traits);
    if (share < min || share > max) {
      throw new Fault(
        'limitOutOfRange',
        `Cannot set the CPU shares of instance ${domain.uuid} to ${share}: its host takes ${min} to ${max}`,
      );
    }
    return share === shares ? [] : [setCpuShares(domain, cpuShares(share))];
  },
  told: (output, { traits }) => ({ shares: parseCpuShares(output), traits }),
  revert: (domain, before, { shares }) => (shares === before.shares ? [] : [setCpuShares(domain, before.shares)]),
  answer: (_request, { shares }) => ({ share: shares }),
};

export const cpuActions = {
  'get-cpu-priority': getCpuPriority,
  'set-cpu-priority': setCpuPriority,
} satisfies Partial<Actions<ResourceActionName>>;

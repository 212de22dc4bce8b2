import { type KiB, kib } from '../units.ts';
import type { VirshCommand } from './command.ts';
import type { Domain } from './domain.ts';
import { ask, type Query } from './query.ts';
import { findField, getNumber } from './virsh-table.ts';

export type SoftLimit = KiB | 'unlimited';

/**
 * What libvirt itself reports where there is no limit.
 * @see libvirt include/libvirt/libvirt-domain.h VIR_DOMAIN_MEMORY_PARAM_UNLIMITED
 */
export const unlimitedKiB = kib(9_007_199_254_740_991);

/** In the one number that libvirt has for it. */
export const inKiB = (limit: SoftLimit): KiB => (limit === 'unlimited' ? unlimitedKiB : limit);

export const softLimitQuery: Query<SoftLimit> = {
  verb: 'memtune',
  options: ['--live'],
  parse: (text) => (findField(text, 'soft_limit') === 'unlimited' ? 'unlimited' : kib(getNumber(text, 'soft_limit'))),
};

export const readSoftLimit = (domain: Domain): Promise<SoftLimit> => ask(softLimitQuery, domain);

export const setSoftLimit = ({ uuid }: Domain, limit: SoftLimit): VirshCommand => ({
  virsh: ['memtune', uuid, '--live', '--soft-limit', limit === 'unlimited' ? '-1' : String(limit)],
});

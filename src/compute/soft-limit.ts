import { type KiB, kib } from '../units.ts';
import type { VirshCommand } from './command.ts';
import type { Domain } from './domain.ts';
import { findField, getNumber } from './virsh-table.ts';

export type SoftLimit = KiB | 'unlimited';

/**
 * What libvirt itself reports where there is no limit.
 * @see libvirt include/libvirt/libvirt-domain.h VIR_DOMAIN_MEMORY_PARAM_UNLIMITED
 */
export const unlimitedKiB = kib(9_007_199_254_740_991);

/** In the one number that libvirt has for it. */
export const inKiB = (limit: SoftLimit): KiB => (limit === 'unlimited' ? unlimitedKiB : limit);

export async function readSoftLimit({ host, uuid }: Domain): Promise<SoftLimit> {
  const text = await host.virshOf(uuid, 'memtune', '--live');
  return findField(text, 'soft_limit') === 'unlimited' ? 'unlimited' : kib(getNumber(text, 'soft_limit'));
}

export const setSoftLimit = ({ uuid }: Domain, limit: SoftLimit): VirshCommand => ({
  virsh: ['memtune', uuid, '--live', '--soft-limit', limit === 'unlimited' ? '-1' : String(limit)],
});

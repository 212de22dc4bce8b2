import { type CpuShares, cpuShares } from '../units.ts';
import type { VirshCommand } from './command.ts';
import type { Domain } from './domain.ts';
import { ask, type Query } from './query.ts';
import type { HostTraits } from './traits.ts';
import { getNumber } from './virsh-table.ts';

/** Since libvirt 9.1 a cgroup v2 host is checked against its own range; before, against v1's lower end too. */
const libvirt910 = 9_001_000;

/**
 * The shares that a host accepts. v1: `cpu.shares`. v2: `cpu.weight`, to which libvirt writes the number unconverted.
 * @see libvirt src/util/vircgroupv2.c virCgroupV2SetCpuShares, src/conf/domain_conf.h VIR_CGROUP_CPU_SHARES_MIN
 */
export function sharesRange({ cgroup, libvirtVersion }: HostTraits): { min: number; max: number } {
  if (cgroup === 'v1') return { min: 2, max: 262_144 };
  return { min: libvirtVersion < libvirt910 ? 2 : 1, max: 10_000 };
}

/** From what `schedinfo` prints. */
export const parseCpuShares = (text: string): CpuShares => cpuShares(getNumber(text, 'cpu_shares'));

export const cpuSharesQuery: Query<CpuShares> = { verb: 'schedinfo', options: ['--live'], parse: parseCpuShares };

export const readCpuShares = (domain: Domain): Promise<CpuShares> => ask(cpuSharesQuery, domain);

/**
 * Prints what there is afterwards, which virsh asks for once more.
 * @see libvirt tools/virsh-domain.c cmdSchedinfo, "Update parameters & refresh data"
 */
export const setCpuShares = ({ uuid }: Domain, shares: CpuShares): VirshCommand => ({
  virsh: ['schedinfo', uuid, '--live', '--set', `cpu_shares=${shares}`],
});

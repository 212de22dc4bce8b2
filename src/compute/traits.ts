import { CommandFailed } from '../transport/transport.ts';
import type { Host } from './host.ts';

/** What of a host decides about ranges, conversions and side effects. */
export interface HostTraits {
  readonly cgroup: 'v1' | 'v2';
  /** Whether systemd owns the cgroups, so that libvirt sets them by way of it. */
  readonly systemd: boolean;
  /** libvirtd's version as one number, 9.1.0 = 9001000, as libvirt itself counts. */
  readonly libvirtVersion: number;
}

const cgroup2FileSystem = 'cgroup2fs';

/**
 * Asks a host what kind it is.
 * @throws {CommandFailed}
 */
export async function readTraits(host: Host): Promise<HostTraits> {
  const [cgroup, systemd, version] = await Promise.all([
    cgroupVersion(host),
    exists(host, '/run/systemd/system'),
    host.virsh('version', '--daemon'),
  ]);
  return { cgroup, systemd, libvirtVersion: parseLibvirtVersion(version) };
}

/**
 * Which cgroups a host has; where both are mounted libvirt uses those of v1.
 * @throws {CommandFailed}
 */
export async function cgroupVersion(host: Host): Promise<HostTraits['cgroup']> {
  const { stdout } = await host.program(['stat', '-f', '-c', '%T', '/sys/fs/cgroup']);
  return stdout.trim() === cgroup2FileSystem ? 'v2' : 'v1';
}

/** Whether a path exists on the host. */
export async function exists(host: Host, path: string): Promise<boolean> {
  try {
    await host.program(['test', '-e', path]);
    return true;
  } catch (error) {
    if (error instanceof CommandFailed && error.reason === 'exit') return false;
    throw error;
  }
}

/** From `Running against daemon: 9.0.0`. A daemon that does not say counts as the oldest. */
export function parseLibvirtVersion(text: string): number {
  const [, major, minor, release] = /daemon: (\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major ?? 0) * 1_000_000 + Number(minor ?? 0) * 1_000 + Number(release ?? 0);
}

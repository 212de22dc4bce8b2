import type { Host } from './host.ts';
import type { TreeSettings } from './htb-target.ts';

/**
 * What a plan for the tree on an uplink must know of its host.
 * @throws {CommandFailed}
 */
export async function readTreeSettings(host: Host, device: string): Promise<TreeSettings> {
  const [linkRateKbit, leaf] = await Promise.all([host.linkRateOf(device), host.leaf()]);
  const { htbRate: htbRateKbit, borrow } = host.settings;
  return { device, linkRateKbit, htbRateKbit, borrow, leaf };
}

import type { HostSettings } from '../compute/host.ts';
import { type Kbit, kbit, kbitOfMbit, kibOfMib, mib, msOfSeconds } from '../units.ts';
import type { Config, HostConfig } from './shape.ts';

type HostPart = Pick<HostConfig, 'name'> & Partial<Pick<HostConfig, 'uri' | 'uplink' | 'tc'>>;

/** What the configuration says of one host, in the units that the code counts in. */
export function hostSettings({ tc, libvirt }: Config, { name, uri, uplink, tc: own }: HostPart): HostSettings {
  const linkRate = own?.link_rate ?? tc.link_rate;
  return {
    name,
    uri: uri ?? 'qemu:///system',
    uplink: uplink === 'auto' ? undefined : uplink,
    htbRate: wholeKbit(own?.htb_rate ?? tc.htb_rate),
    linkRate: linkRate === undefined ? undefined : wholeKbit(linkRate),
    borrow: tc.borrow,
    memoryFloorKiB: kibOfMib(mib(libvirt.memory_floor)),
    balloonGuard: libvirt.balloon_guard,
    balloonTimeoutMs: msOfSeconds(libvirt.balloon_timeout),
    commandTimeoutMs: msOfSeconds(libvirt.command_timeout),
  };
}

/** The tree is divided in whole kbit, and 1.005 x 1000 is not 1005. */
const wholeKbit = (rateMbit: number): Kbit => kbit(Math.max(1, Math.round(kbitOfMbit(rateMbit))));

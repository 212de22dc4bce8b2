import type { RootProgram } from '../compute/root-programs.ts';
import type { HostSettings } from '../compute/settings.ts';
import { type Kbit, kbit, kbitOfMbit, kibOfMib, mib, msOfSeconds } from '../units.ts';
import type { Config, HostConfig } from './shape.ts';

type HostPart = Pick<HostConfig, 'name'> &
  Partial<Pick<HostConfig, 'transport' | 'uri' | 'uplink' | 'sudo' | 'tc'>> & {
    readonly ssh?: { readonly user: string };
  };

/** What the configuration says of one host, in the units that the code counts in. */
export function hostSettings({ tc, libvirt }: Config, host: HostPart): HostSettings {
  const { name, uri, uplink, tc: own } = host;
  const linkRate = own?.link_rate ?? tc.link_rate;
  return {
    name,
    uri: uri ?? 'qemu:///system',
    sudo: bySudo(host),
    uplink: uplink === 'auto' ? undefined : uplink,
    htbRate: wholeKbit(own?.htb_rate ?? tc.htb_rate),
    linkRate: linkRate === undefined ? undefined : wholeKbit(linkRate),
    borrow: tc.borrow,
    memoryFloorKiB: kibOfMib(mib(libvirt.memory_floor)),
    balloonGuard: libvirt.balloon_guard,
    ballooningRamRatio: libvirt.ballooning_ram_ratio,
    balloonTimeoutMs: msOfSeconds(libvirt.balloon_timeout),
    commandTimeoutMs: msOfSeconds(libvirt.command_timeout),
  };
}

/** A host without a transport is made up, and its user is whoever is needed. */
function bySudo({ transport, ssh, sudo = transport !== undefined && !isRoot(ssh?.user) }: HostPart): RootProgram[] {
  if (sudo === 'tc') return ['tc'];
  return sudo ? ['tc', 'virsh'] : [];
}

/** Without a login it is the user of this process. */
const isRoot = (user: string | undefined): boolean => (user === undefined ? process.getuid?.() === 0 : user === 'root');

/** The tree is divided in whole kbit, and 1.005 x 1000 is not 1005. */
const wholeKbit = (rateMbit: number): Kbit => kbit(Math.max(1, Math.round(kbitOfMbit(rateMbit))));

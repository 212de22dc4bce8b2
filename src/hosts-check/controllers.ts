import type { Host } from '../compute/host.ts';
import { cgroupVersion } from '../compute/traits.ts';
import { noTuning } from '../compute/virsh-stderr.ts';
import { CommandFailed } from '../transport/transport.ts';
import { ok, type Verdict, wrong } from './finding.ts';
import type { Guests } from './guests.ts';

type Version = 'v1' | 'v2';

/** A cgroup controller: what shows whether libvirt has it, and what is refused without it. */
interface Controller {
  /** Its name in cgroup v1 and v2. */
  readonly names: Readonly<Record<Version, string>>;
  readonly verb: string;
  readonly refused: string;
}

const controllers: readonly Controller[] = [
  { names: { v1: 'cpu', v2: 'cpu' }, verb: 'schedinfo', refused: 'CPU shares' },
  { names: { v1: 'memory', v2: 'memory' }, verb: 'memtune', refused: 'soft memory limits' },
  { names: { v1: 'blkio', v2: 'io' }, verb: 'blkiotune', refused: 'I/O weights' },
];

const follows: Readonly<Record<Version, string>> = {
  v1: 'CPU shares go from 2 to 262144, and a soft memory limit counts only when the host is short of memory',
  v2: 'CPU shares go from 1 (with libvirt before 9.1 from 2) to 10000, and a soft memory limit slows a guest down at once',
};

/** Which cgroups the host has, and which of the controllers that novatune sets libvirt can use: by its own word where a guest runs. */
export async function checkControllers(host: Host, { running: [guest] }: Guests): Promise<Verdict[]> {
  const version = await cgroupVersion(host);
  const has = guest === undefined ? await readKernels(host, version) : await askLibvirt(host, guest);
  const names = controllers.filter(has).map(({ names }) => names[version]);
  const asked = guest === undefined ? 'the kernel has' : 'libvirt uses';
  const said = ok(`${version}, ${asked} ${names.join(', ') || 'none'}; ${follows[version]}`);
  const lacking = controllers.filter((controller) => !has(controller));
  return [
    said,
    ...lacking.map(({ names, refused }) =>
      wrong(`${refused} are refused: there is no ${names[version]} controller`, mend(names[version], version)),
    ),
  ];
}

type Has = (controller: Controller) => boolean;

async function askLibvirt(host: Host, guest: string): Promise<Has> {
  const lacking = new Set<string>();
  for (const { verb } of controllers) {
    try {
      await host.virshOf(guest, verb, '--live');
    } catch (error) {
      if (!(error instanceof CommandFailed) || error.reason !== 'exit' || !noTuning.test(error.stderr)) throw error;
      lacking.add(verb);
    }
  }
  return ({ verb }) => !lacking.has(verb);
}

async function readKernels(host: Host, version: Version): Promise<Has> {
  const path = version === 'v2' ? '/sys/fs/cgroup/cgroup.controllers' : '/proc/cgroups';
  const { stdout } = await host.program(['cat', path]);
  const names = version === 'v2' ? stdout.trim().split(' ') : stdout.split('\n').flatMap(findMounted);
  return (controller) => names.includes(controller.names[version]);
}

/** From lines like `blkio	7	3	1`: name, hierarchy (0: none), number of groups, enabled. */
function findMounted(line: string): string[] {
  const [name = '', hierarchy, , enabled] = line.split('\t');
  return hierarchy !== '0' && enabled === '1' ? [name] : [];
}

const mend = (name: string, version: Version): string =>
  version === 'v1'
    ? `Mount it (and boot with cgroup_enable=${name} if the kernel has it switched off), let cgroup_controllers in /etc/libvirt/qemu.conf name it, then restart libvirtd and the guests.`
    : `Give it to the guests' slice (systemctl set-property machine.slice ${properties[name]}), let cgroup_controllers in /etc/libvirt/qemu.conf name it, then restart libvirtd and the guests.`;

/** What has systemd switch a controller on for a slice, and changes nothing else. */
const properties: Readonly<Record<string, string>> = {
  cpu: 'CPUWeight=100',
  memory: 'MemoryAccounting=yes',
  io: 'IOWeight=100',
};

import { type Disk, readDisks, weighing } from '../compute/disk-scheduler.ts';
import type { Host } from '../compute/host.ts';
import { listed, note, ok, type Verdict } from './finding.ts';
import type { Guests } from './guests.ts';

/** Whether the disks that hold the guests' images are under a scheduler that honours I/O weights. */
export async function checkDisks(host: Host, { running }: Guests): Promise<Verdict[]> {
  if (running.length === 0)
    return [note('no guest runs: which disks they use cannot be told', 'Check again when one runs.')];
  const disks = new Map<string, Disk>();
  for (const uuid of running) for (const disk of await readDisks(host, uuid)) disks.set(disk.name, disk);
  if (disks.size === 0)
    return [note('no guest has a disk on a device of this host: I/O weights have no effect', networkDisks)];
  const [weighed, ignored] = [true, false].map((isWeighing) =>
    [...disks.values()].filter(({ scheduler }) => (scheduler === weighing) === isWeighing),
  );
  const said = weighed?.map(({ name }) => name) ?? [];
  return [
    ...(said.length === 0 ? [] : [ok(`${listed(said)}: ${weighing}`)]),
    ...(ignored ?? []).map((disk) =>
      note(`${disk.name}: the I/O scheduler ${disk.scheduler} ignores I/O weights`, mendScheduler(disk)),
    ),
  ];
}

const networkDisks =
  'Nothing to do where the disks are meant to be on the network; else see virsh domblklist --details there.';

function mendScheduler({ name, choices }: Disk): string {
  const load = choices.includes(weighing)
    ? ''
    : `modprobe ${weighing} (and its name into /etc/modules-load.d/${weighing}.conf), `;
  const rule = `ACTION=="add|change", KERNEL=="${name}", ATTR{queue/scheduler}="${weighing}"`;
  return `If weights are to count: ${load}echo ${weighing} > /sys/block/${name}/queue/scheduler, and for each boot in /etc/udev/rules.d/60-${weighing}.rules: ${rule}`;
}

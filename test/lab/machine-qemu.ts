import { startDetached } from './detached.ts';
import type { LabHost } from './lab-hosts.ts';
import type { MachineImage } from './machine-image.ts';
import { run } from './run.ts';

/** The disk of the machine that runs: an overlay of the image, gone with the host. */
const overlayPath = (host: LabHost): string => `${host.folder}/disk.qcow2`;

/** Starts the machine's QEMU on a fresh overlay of its image. */
export async function startQemu(host: LabHost, image: MachineImage) {
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', `${image}/disk.img`, '-F', 'raw', overlayPath(host)]);
  return startDetached(host.namespace, planQemu(host, image), `${host.folder}/qemu.log`);
}

function planQemu(host: LabHost, image: MachineImage): string[] {
  return [
    ...['qemu-system-x86_64', '-name', `novatune-${host.name}`, '-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '3072'],
    ...['-kernel', `${image}/vmlinuz`, '-initrd', `${image}/initrd`],
    ...['-append', 'root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=1'],
    // What the host writes lives as long as the host: no write needs to reach the disk.
    ...['-drive', `file=${overlayPath(host)},if=virtio,format=qcow2,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-rng-pci', '-serial', `file:${host.folder}/console.log`],
    ...planCard(host, 'eth0', '0'),
    ...planCard(host, 'eth1', '1'),
  ];
}

function planCard(host: LabHost, link: string, kind: string): string[] {
  const mac = `52:54:00:4e:54:${kind}${host.address.slice(-1)}`;
  const netdev = `tap,id=${link},ifname=tap-${link},script=no,downscript=no`;
  return ['-netdev', netdev, '-device', `virtio-net-pci,netdev=${link},mac=${mac}`];
}

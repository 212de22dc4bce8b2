import { mkdir, readFile } from 'node:fs/promises';
import { startDetached } from './detached.ts';
import { execOnHost, planSsh } from './host-command.ts';
import { makeGuestFiles } from './host-guests.ts';
import type { LabHost } from './lab-hosts.ts';
import type { MachineImage } from './machine-image.ts';
import { findProcessesIn } from './namespace-processes.ts';
import { makeHostNetwork } from './network.ts';
import { run } from './run.ts';
import { waitFor } from './wait-for.ts';

/** Starts the host with systemd from a fresh overlay of the image and puts the files of its guests into it. */
export async function makeMachine(host: LabHost, image: MachineImage): Promise<void> {
  await makeHostNetwork(host);
  await mkdir(host.folder, { recursive: true });
  const overlay = `${host.folder}/disk.qcow2`;
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', `${image}/disk.img`, '-F', 'raw', overlay]);
  const qemu = startDetached(host.namespace, planQemu(host, image, overlay), `${host.folder}/qemu.log`);
  await makeGuestFiles(host);
  await waitFor(`${host.name} to boot`, () => isBooted(host, qemu), {
    timeoutMs: 240_000,
    intervalMs: 500,
    explain: () => readConsoleEnd(host),
  });
  await sendGuestFiles(host);
}

/** Whether the machine runs and its libvirt answers. */
export async function isMachineUp(host: LabHost): Promise<boolean> {
  if ((await findProcessesIn(host.namespace)).length === 0) return false;
  const { exitCode } = await execOnHost(host.name, ['virsh', '--quiet', 'list'], { timeoutMs: 60_000 });
  return exitCode === 0;
}

async function isBooted(host: LabHost, qemu: { readonly exitCode: number | null }): Promise<boolean> {
  if (qemu.exitCode !== null) throw new Error(`${host.name} has ended while it booted\n${await readConsoleEnd(host)}`);
  const { exitCode } = await execOnHost(host.name, ['systemctl', 'is-active', '--quiet', 'libvirtd'], {
    timeoutMs: 60_000,
  });
  return exitCode === 0;
}

async function sendGuestFiles(host: LabHost): Promise<void> {
  // Sparse disks stay sparse; the path is the same over there.
  const pipeline = 'tar --sparse -C / -c "$0" | "$@" tar --sparse -C / -x';
  await run(['bash', '-o', 'pipefail', '-c', pipeline, `${host.folder}/guests`.slice(1), ...planSsh(host)], {
    timeoutMs: 60_000,
  });
}

async function readConsoleEnd(host: LabHost): Promise<string> {
  const logs = await Promise.all(['qemu.log', 'console.log'].map((name) => readLog(`${host.folder}/${name}`)));
  return `The end of its console:\n${logs.join('').slice(-3000)}`;
}

async function readLog(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function planQemu(host: LabHost, image: MachineImage, overlay: string): string[] {
  const number = host.address.slice(-1);
  const card = (link: string, kind: string) => [
    '-netdev',
    `tap,id=${link},ifname=tap-${link},script=no,downscript=no`,
    '-device',
    `virtio-net-pci,netdev=${link},mac=52:54:00:4e:54:${kind}${number}`,
  ];
  return [
    ...['qemu-system-x86_64', '-name', `novatune-${host.name}`, '-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '3072'],
    ...['-kernel', `${image}/vmlinuz`, '-initrd', `${image}/initrd`],
    ...['-append', 'root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=1'],
    // What the host writes lives as long as the host: no write needs to reach the disk.
    ...['-drive', `file=${overlay},if=virtio,format=qcow2,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-rng-pci', '-serial', `file:${host.folder}/console.log`],
    ...card('eth0', '0'),
    ...card('eth1', '1'),
  ];
}

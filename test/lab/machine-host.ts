import { mkdir, readFile } from 'node:fs/promises';
import { allEnded } from './all-ended.ts';
import { execOnHost, planSsh } from './host-command.ts';
import { ensureGuests, makeGuestFiles, saveReadyGuests } from './host-guests.ts';
import type { LabHost } from './lab-hosts.ts';
import { ensureMachineImage, type MachineImage } from './machine-image.ts';
import { startQemu } from './machine-qemu.ts';
import { findProcessesIn } from './namespace-processes.ts';
import { makeHostNetwork } from './network.ts';
import { step } from './progress.ts';
import { run } from './run.ts';
import { waitFor } from './wait-for.ts';

/**
 * Boots the host with systemd from a fresh overlay of its image, and starts its guests: an emulator in an emulator is slow to boot them, so that
 * is done on a quick host meanwhile.
 */
export async function makeMachine(host: LabHost, quick: Promise<LabHost>): Promise<void> {
  const image = await ensureMachineImage();
  await makeHostNetwork(host);
  await mkdir(host.folder, { recursive: true });
  await boot(host, image, quick);
}

/** Whether the machine runs and its libvirt answers. */
export async function isMachineUp(host: LabHost): Promise<boolean> {
  if ((await findProcessesIn(host.namespace)).length === 0) return false;
  const { exitCode } = await execOnHost(host.name, ['virsh', '--quiet', 'list'], { timeoutMs: 60_000 });
  return exitCode === 0;
}

async function boot(host: LabHost, image: MachineImage, quick: Promise<LabHost>): Promise<void> {
  const qemu = await startQemu(host, image);
  await makeGuestFiles(host);
  await allEnded([
    step(`Booting ${host.name}`, () => waitUntilUp(host, qemu)),
    quick.then((it) => step(`Booting the guests of ${host.name} on ${it.name}`, () => saveReadyGuests(host, it))),
  ]);
  await sendGuestFiles(host);
  await step(`Starting the guests of ${host.name}`, () => ensureGuests(host));
}

async function waitUntilUp(host: LabHost, qemu: { readonly exitCode: number | null }): Promise<void> {
  const isUp = async () => {
    if (qemu.exitCode !== null) throw new Error(`The QEMU of ${host.name} has ended\n${await readLogs(host)}`);
    const command = ['systemctl', 'is-active', '--quiet', 'libvirtd'];
    return (await execOnHost(host.name, command, { timeoutMs: 60_000 })).exitCode === 0;
  };
  // 16 s on a machine that has nothing else to do.
  await waitFor(`libvirtd and sshd of ${host.name}`, isUp, {
    timeoutMs: 400_000,
    intervalMs: 300,
    explain: () => readLogs(host),
  });
}

async function sendGuestFiles(host: LabHost): Promise<void> {
  // The path is the same over there; sparse disks stay sparse. What is cut off half-way never gets its name.
  const [incoming, folder] = [`${host.folder}/incoming`, `${host.folder}/guests`];
  const unpack = `mkdir -p ${incoming} && tar --sparse -C ${incoming} -x && mv ${incoming} ${folder}`;
  const pipeline = 'tar --sparse -C "$0" -c . | "$@"';
  const command = ['bash', '-o', 'pipefail', '-c', pipeline, folder, ...planSsh(host), unpack];
  await run(command, { timeoutMs: 400_000 });
}

async function readLogs(host: LabHost): Promise<string> {
  const paths = ['qemu.log', 'console.log'].map((name) => `${host.folder}/${name}`);
  const logs = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
  return `The end of its console:\n${logs.join('').slice(-3000)}`;
}

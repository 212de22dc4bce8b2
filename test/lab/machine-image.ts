import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename } from 'node:fs/promises';
import { ensurePackages } from '../../scripts/setup.mjs';
import { machineHost } from './lab-hosts.ts';
import { cacheFolder, labFile } from './paths.ts';
import { step } from './progress.ts';
import { run } from './run.ts';
import { hostKeyPath, readClientPublicKey } from './ssh-files.ts';
import { removeFolder } from './state-folder.ts';

/** A folder with `disk.img`, `vmlinuz` and `initrd`. */
export type MachineImage = string;

const packages = [
  'systemd',
  'systemd-sysv',
  // Without it polkitd and libvirt stay unconfigured.
  'libpam-systemd',
  'dbus',
  'udev',
  'kmod',
  'openssh-server',
  'iproute2',
  'linux-image-cloud-amd64',
  'libvirt-daemon-system',
  'libvirt-clients',
  'libvirt-daemon-driver-qemu',
  'qemu-system-x86',
  'openvswitch-switch',
  // Reaches the shell of the guest in there from here.
  'socat',
];

/** The image of the host with systemd; built once, which takes a minute and a half, and kept between runs. */
export async function ensureMachineImage(): Promise<MachineImage> {
  const image = `${cacheFolder}/image-${await readImageHash()}`;
  if (existsSync(image)) return image;
  await ensurePackages(['debootstrap', 'e2fsprogs']);
  for (const name of await readdir(cacheFolder)) {
    if (/^(unfinished-)?image-/.test(name)) await removeFolder(`${cacheFolder}/${name}`);
  }
  const work = await mkdtemp(`${cacheFolder}/unfinished-image-`);
  await buildImage(work);
  await rename(`${work}/image`, image);
  await removeFolder(work);
  return image;
}

async function buildImage(work: string): Promise<void> {
  const root = `${work}/root`;
  await step(`Installing the Debian of ${machineHost.name} (once, about two minutes)`, async () => installDebian(root));
  const setup = ['bash', labFile('machine-image.sh'), root, machineHost.name, machineHost.address];
  const key = await readFile(hostKeyPath(machineHost), 'utf8');
  const input = `${await readClientPublicKey()}\n${key}`;
  await run(setup, { input, timeoutMs: 120_000 });
  await step(`Writing the disk of ${machineHost.name}`, async () => {
    await mkdir(`${work}/image`);
    await run(['sh', '-c', 'cp "$0"/boot/vmlinuz-* vmlinuz && cp "$0"/boot/initrd.img-* initrd', root], {
      cwd: `${work}/image`,
    });
    const disk = `${work}/image/disk.img`;
    await run(['mkfs.ext4', '-q', '-F', '-d', root, disk, '6G'], { timeoutMs: 120_000 });
  });
}

async function installDebian(root: string): Promise<void> {
  const debootstrap = ['debootstrap', '--variant=minbase', `--include=${packages.join(',')}`, 'bookworm', root];
  // It mounts /proc in there and must neither leave that behind nor go on when this process is killed.
  const jail = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--'];
  const command = ['setpriv', '--pdeathsig', 'KILL', '--', ...jail, ...debootstrap, await findMirror()];
  await run(command, { timeoutMs: 900_000 });
}

/** The mirror this machine installs bookworm from, or else Debian's own. */
async function findMirror(): Promise<string> {
  const targets = await run([
    'apt-get',
    'indextargets',
    '--format',
    '$(REPO_URI) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const [mirror] = /^https?:\S+(?= bookworm main$)/m.exec(targets) ?? [];
  return mirror ?? 'http://deb.debian.org/debian';
}

/** Of everything that goes into the image: with another one it has to be built anew. */
async function readImageHash(): Promise<string> {
  const files = [labFile('machine-image.sh'), `${hostKeyPath(machineHost)}.pub`];
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  const parts = [packages, machineHost.name, machineHost.address, await readClientPublicKey(), ...texts];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

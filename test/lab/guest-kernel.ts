import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, labFile } from './paths.ts';
import { step } from './progress.ts';
import { run } from './run.ts';
import { removeFolder } from './state-folder.ts';

const kernelFolder = `${cacheFolder}/guest-kernel`;

/** In the order in which they load: virtio_ring has to come before virtio. */
const modules = [
  'virtio_ring',
  'virtio',
  'virtio_pci_modern_dev',
  'virtio_pci_legacy_dev',
  'virtio_pci',
  'virtio_balloon',
  'virtio_blk',
  'failover',
  'net_failover',
  'virtio_net',
];

/** Downloads the guests' kernel, unless the cache has it. */
export async function ensureGuestKernel(): Promise<void> {
  if (existsSync(`${kernelFolder}/vmlinuz`)) return;
  await step("Downloading the guests' kernel", downloadKernel);
}

/** Puts kernel and initramfs, with and without the balloon's driver, into a folder. */
export async function makeGuestSystem(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run(['cp', `${kernelFolder}/vmlinuz`, `${folder}/vmlinuz`]);
  await makeInitramfs(`${folder}/initrd`, modules);
  await makeInitramfs(
    `${folder}/initrd-without-balloon`,
    modules.filter((name) => name !== 'virtio_balloon'),
  );
}

async function downloadKernel(): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(`${cacheFolder}/unfinished-kernel-`);
  // The meta package is empty; what it depends on has the kernel.
  const dependencies = await run(['apt-cache', 'depends', '--important', 'linux-image-cloud-amd64']);
  const name = /Depends: (linux-image-\S+)/.exec(dependencies)?.[1];
  if (!name)
    throw new Error('apt knows no linux-image-cloud-amd64: the lab needs the package lists of Debian on amd64');
  await run(['apt-get', '-q', 'download', name], { cwd: work, timeoutMs: 300_000 });
  await run(['sh', '-c', 'dpkg -x linux-image-*.deb package'], { cwd: work, timeoutMs: 60_000 });
  await run(['sh', '-c', 'mkdir kernel && mv package/boot/vmlinuz-* kernel/vmlinuz'], { cwd: work });
  for (const module of modules) {
    await run(['sh', '-c', 'find package/lib/modules -name "$0.ko" -exec cp {} kernel/ ";"', module], { cwd: work });
    if (!existsSync(`${work}/kernel/${module}.ko`)) throw new Error(`${name} has no module ${module}`);
  }
  await rename(`${work}/kernel`, kernelFolder);
  await removeFolder(work);
}

async function makeInitramfs(path: string, loaded: readonly string[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'novatune-initramfs-'));
  await mkdir(`${root}/bin`);
  await mkdir(`${root}/modules`);
  await run(['cp', '/bin/busybox', `${root}/bin/busybox`]);
  for (const [script, name] of [
    ['guest-init.sh', 'init'],
    ['guest-serve.sh', 'serve'],
  ] as const) {
    await run(['install', '-m', '755', labFile(script), `${root}/${name}`]);
  }
  await run(['cp', ...loaded.map((name) => `${kernelFolder}/${name}.ko`), `${root}/modules/`]);
  await writeFile(`${root}/modules/order`, `${loaded.join('\n')}\n`);
  await run(['bash', '-o', 'pipefail', '-c', 'find . | cpio -o -H newc --quiet | gzip -1 >"$0"', path], { cwd: root });
  await removeFolder(root);
}

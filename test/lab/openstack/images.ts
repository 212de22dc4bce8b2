import { readFile } from 'node:fs/promises';
import { makeGuestSystem } from '../guest-kernel.ts';
import { type Access, ask } from './cloud-api.ts';
import { catalog, cloudPath } from './layout.ts';
import { networkPrefix } from './network.ts';

const imagesUrl = `${catalog.glance.url}/v2/images`;

/** The image that servers boot: an empty disk, with the lab's kernel and initramfs beside it. */
export const imageName = 'lab-guest';

interface Image {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** Puts kernel, initramfs and disk into Glance, as far as they are missing. */
export async function ensureImages(admin: Access): Promise<void> {
  const { images } = await ask<{ images: Image[] }>(admin, 'GET', imagesUrl);
  if (images.some(({ name, status }) => name === imageName && status === 'active')) return;
  const folder = cloudPath('guest-system');
  await makeGuestSystem(folder);
  const kernel = await addImage(admin, { name: 'lab-kernel', ...format('aki') }, await readFile(`${folder}/vmlinuz`));
  const initrd = await addImage(admin, { name: 'lab-initrd', ...format('ari') }, await readFile(`${folder}/initrd`));
  const boot = {
    kernel_id: kernel,
    ramdisk_id: initrd,
    os_command_line: `console=ttyS0 quiet panic=1 lab.net=${networkPrefix}`,
  };
  await addImage(admin, { name: imageName, ...format('raw', 'bare'), ...boot }, Buffer.alloc(1 << 20));
}

const format = (disk: string, container = disk) => ({ disk_format: disk, container_format: container });

async function addImage(admin: Access, properties: object, content: Buffer): Promise<string> {
  const { id } = await ask<Image>(admin, 'POST', imagesUrl, { visibility: 'public', ...properties });
  await ask(admin, 'PUT', `${imagesUrl}/${id}/file`, content);
  return id;
}

import { partBytes } from './slow-disk.ts';

/** The disk's name in the guest. */
export const target = 'vdb';

/** What a domain has to have for its part of the disk; parts are counted from 0. */
export function formatSlowDiskXml(device: string, part: number): string {
  return `<disk type='block' device='disk'>
      <driver name='qemu' type='raw' cache='none' io='native'/>
      <source dev='${device}'>
        <slices><slice type='storage' offset='${part * partBytes}' size='${partBytes}'/></slices>
      </source>
      <target dev='${target}' bus='virtio'/>
      <shareable/>
    </disk>
  `;
}

/**
 * What each domain has written to the disk, out of what `virsh domstats --block` says.
 * @throws {Error} it says nothing of a domain's disk
 */
export function parseWrittenBytes<Name extends string>(stats: string, names: readonly Name[]): Record<Name, number> {
  const sections = stats.split(/^Domain: /m);
  const numbers = names.map((name) => [
    name,
    readWritten(
      sections.find((each) => each.startsWith(`'${name}'`)),
      name,
    ),
  ]);
  return Object.fromEntries(numbers) as Record<Name, number>;
}

function readWritten(section: string | undefined, name: string): number {
  const index = section && new RegExp(`block\\.(\\d+)\\.name=${target}$`, 'm').exec(section)?.[1];
  const bytes = index && new RegExp(`block\\.${index}\\.wr\\.bytes=(\\d+)$`, 'm').exec(section)?.[1];
  if (!bytes) throw new Error(`libvirt says nothing of the disk ${target} of ${name}`);
  return Number(bytes);
}

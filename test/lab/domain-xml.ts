import type { SampleServer } from '../../src/fake/servers.ts';
import { consolePath, getLabHost, shellPath } from './lab-hosts.ts';

/** Seconds between two statistics of a guest's balloon. VM2 has none, as where Nova's mem_stats_period_seconds is 0. */
function balloon(guest: SampleServer): string {
  if (guest.name === 'VM2') return "<memballoon model='virtio'/>";
  return "<memballoon model='virtio'><stats period='10'/></memballoon>";
}

/** Kernel and initramfs of a guest, on its host. */
export function guestFiles(guest: SampleServer): { kernel: string; initrd: string; disk: string } {
  const folder = `${getLabHost(guest.host).folder}/guests`;
  const initrd = `${folder}/${guest.balloonDriver ? 'initrd' : 'initrd-without-balloon'}`;
  return { kernel: `${folder}/vmlinuz`, initrd, disk: `${folder}/${guest.name}.raw` };
}

/** A guest's domain as Nova defines its servers, but with the lab's kernel and consoles. */
export function formatDomainXml(guest: SampleServer): string {
  const { kernel, initrd, disk } = guestFiles(guest);
  return `<domain type='qemu'>
  <name>${guest.name}</name>
  <uuid>${guest.id}</uuid>
  <metadata>
${formatNovaMetadata(guest)}
  </metadata>
  <memory unit='MiB'>${guest.memoryMiB}</memory>
  <currentMemory unit='MiB'>${guest.memoryMiB}</currentMemory>
  <vcpu placement='static'>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${kernel}</kernel>
    <initrd>${initrd}</initrd>
    <cmdline>console=ttyS0 quiet panic=1 lab.ip=${guest.ip}</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source file='${disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='bridge'>
      <mac address='${guest.mac}'/>
      <source bridge='br100'/>
      <model type='virtio'/>
    </interface>
    <serial type='file'>
      <source path='${consolePath(guest)}' append='off'/>
      <target port='0'/>
    </serial>
    <serial type='unix'>
      <source mode='bind' path='${shellPath(guest)}'/>
      <target port='1'/>
    </serial>
    <controller type='usb' model='none'/>
    <video><model type='none'/></video>
    ${balloon(guest)}
  </devices>
</domain>
`;
}

/** @see nova/virt/libvirt/config.py, LibvirtConfigGuestMetaNovaInstance (26.2) */
function formatNovaMetadata({ name, memoryMiB, userId, projectId, id, ip }: SampleServer): string {
  const project = projectId.endsWith('1') ? 'demo' : 'other';
  return `    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:package version="26.2.1"/>
      <nova:name>${name}</nova:name>
      <nova:creationTime>2026-11-20 12:00:00</nova:creationTime>
      <nova:flavor name="m1.lab">
        <nova:memory>${memoryMiB}</nova:memory>
        <nova:disk>0</nova:disk>
        <nova:swap>0</nova:swap>
        <nova:ephemeral>0</nova:ephemeral>
        <nova:vcpus>1</nova:vcpus>
      </nova:flavor>
      <nova:owner>
        <nova:user uuid="${userId}">${project}</nova:user>
        <nova:project uuid="${projectId}">${project}</nova:project>
      </nova:owner>
      <nova:root type="image" uuid="e0000000-0000-4000-8000-000000000001"/>
      <nova:ports>
        <nova:port uuid="${id.replace(/^a/, 'b')}">
          <nova:ip type="fixed" address="${ip}" ipVersion="4"/>
        </nova:port>
      </nova:ports>
    </nova:instance>`;
}

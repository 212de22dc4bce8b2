import { execOnHost } from '../lab/index.ts';

/** A server as small as can be: no disk, a guest that never boots. */
export interface TinyServer {
  readonly id: string;
  /** What a tenant called it. */
  readonly name: string;
  /** libvirt's name for its domain. */
  readonly domain: string;
  /** Of its interface on the hosts' bridge; without it there is none. */
  readonly mac?: string;
}

const xmlText = (text: string): string => text.replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);

const interfaceXml = (mac: string): string =>
  `<interface type='bridge'><mac address='${mac}'/><source bridge='br100'/><model type='virtio'/></interface>`;

const tinyDomainXml = ({ id, name, domain, mac }: TinyServer): string => `<domain type='qemu'>
  <name>${xmlText(domain)}</name>
  <uuid>${id}</uuid>
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:name>${xmlText(name)}</nova:name>
      <nova:creationTime>2026-11-20 12:00:00</nova:creationTime>
      <nova:flavor name="m1.lab"/>
      <nova:owner><nova:user uuid="u">u</nova:user><nova:project uuid="0123456789abcdef0123456789abcdef">p</nova:project></nova:owner>
    </nova:instance>
  </metadata>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><controller type='usb' model='none'/><video><model type='none'/></video>${mac === undefined ? '' : interfaceXml(mac)}</devices>
</domain>`;

/** Starts one on a lab host; it is gone when it is destroyed. */
export async function createTinyServer(host: string, server: TinyServer): Promise<void> {
  const command = ['sh', '-c', 'cat >/run/tiny-server.xml && virsh create /run/tiny-server.xml'];
  const { stderr, exitCode } = await execOnHost(host, command, { input: tinyDomainXml(server) });
  if (exitCode !== 0) throw new Error(stderr);
}

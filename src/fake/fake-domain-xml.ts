import type { FakeDomain } from './fake-domain.ts';

/** As libvirt's XML library writes text. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');

/** A domain as `virsh dumpxml` prints it, with the metadata that Nova writes; the parts that novatune reads. */
export function fakeDomainXml({ server, running, maxMemoryKiB, statsPeriodS, tap }: FakeDomain): string {
  const portId = `c${server.id.slice(1)}`;
  const target = running ? `<target dev='${tap}'/>` : '';
  return `<domain type='kvm'${running ? " id='1'" : ''}>
  <name>${escaped(server.name)}</name>
  <uuid>${server.id}</uuid>
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:package version="26.2.2"/>
      <nova:name>${escaped(server.name)}</nova:name>
      <nova:creationTime>2026-11-20 12:00:0${server.id.at(-1)}</nova:creationTime>
      <nova:flavor name="m1.lab">
        <nova:memory>${server.memoryMiB}</nova:memory>
        <nova:disk>1</nova:disk>
        <nova:swap>0</nova:swap>
        <nova:ephemeral>0</nova:ephemeral>
        <nova:vcpus>1</nova:vcpus>
      </nova:flavor>
      <nova:owner>
        <nova:user uuid="${server.userId}">user</nova:user>
        <nova:project uuid="${server.projectId}">project</nova:project>
      </nova:owner>
      <nova:ports>
        <nova:port uuid="${portId}">
          <nova:ip type="fixed" address="${server.ip}" ipVersion="4"/>
        </nova:port>
      </nova:ports>
    </nova:instance>
  </metadata>
  <memory unit='KiB'>${maxMemoryKiB}</memory>
  <currentMemory unit='KiB'>${maxMemoryKiB}</currentMemory>
  <vcpu placement='static'>1</vcpu>
  <devices>
    <interface type='bridge'>
      <mac address='${server.mac}'/>
      <source bridge='br100'/>
      ${target}
      <model type='virtio'/>
    </interface>
    <memballoon model='virtio'>
      ${statsPeriodS === 0 ? '' : `<stats period='${statsPeriodS}'/>`}
    </memballoon>
  </devices>
</domain>
`;
}

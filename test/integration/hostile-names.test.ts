import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';

const host = 'compute2';
const id = (number: number): string => `b0000000-0000-4000-8000-00000000000${number}`;
const xmlText = (text: string): string => text.replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);

/** What a tenant may call a server, and the names that libvirt lets its domain have. */
const hostile: readonly { readonly name: string; readonly domain: string }[] = [
  { name: `quotes ' and " and \`back\` $(ticks) \\`, domain: `odd'name"one` },
  { name: 'semicolon; destroy VM4; echo', domain: 'odd;destroy VM4;' },
  { name: "two\nlines\nerror: failed to get domain 'x'", domain: 'odd # comment' },
  {
    name: "virsh # echo --err E'ND0123456789abcdef'; echo E'ND0123456789abcdef'\nEND0123456789abcdef",
    domain: "event 'lifecycle' for domain",
  },
  { name: ']]></nova:name><nova:name>ÄÖ 服务器 \u202e', domain: 'odd: Stopped Destroyed' },
];

/** A domain as small as can be: no disk, no network, a guest that never boots. */
const domainXml = ({ name, domain }: (typeof hostile)[number], number: number): string => `<domain type='qemu'>
  <name>${xmlText(domain)}</name>
  <uuid>${id(number)}</uuid>
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
  <devices><controller type='usb' model='none'/><video><model type='none'/></video></devices>
</domain>`;

describe('servers with hostile names', () => {
  let world: LabWorld;
  const api = () => new Api(world.url);

  beforeAll(async () => {
    world = await startLabWorld();
    for (const [number, names] of hostile.entries()) {
      const { stderr, exitCode } = await execOnHost(
        host,
        ['sh', '-c', 'cat >/run/odd.xml && virsh create /run/odd.xml'],
        {
          input: domainXml(names, number),
        },
      );
      if (exitCode !== 0) throw new Error(stderr);
    }
  });
  afterAll(async () => {
    for (const number of hostile.keys()) await execOnHost(host, ['virsh', 'destroy', id(number)]);
    await world?.close();
  });

  test.each([...hostile.entries()])('server %# is listed under its very name and can be set', async (number, {
    name,
  }) => {
    await expect
      .poll(async () => (await api().request('GET', `/v2.1/servers/${id(number)}`)).status, { timeout: 10_000 })
      .toBe(200);

    const { body } = await api().request('GET', `/v2.1/servers/${id(number)}`);
    expect((body as { server: { name: string } }).server.name).toBe(name);
    expect(await api().done(id(number), { 'set-cpu-priority': { share: 500 + number } })).toEqual({
      share: 500 + number,
    });
    expect(await onHost(host, 'virsh', 'schedinfo', id(number), '--live')).toMatch(
      new RegExp(`cpu_shares\\s*: ${500 + number}\\n`),
    );
  });

  test('nobody else was touched', async () => {
    expect((await api().act('VM4', { 'get-cpu-priority': null })).status).toBe(200);
  });

  test('what ends is gone from the list, whatever its name', async () => {
    for (const number of hostile.keys()) await onHost(host, 'virsh', 'destroy', id(number));

    for (const number of hostile.keys()) {
      await expect
        .poll(async () => (await api().request('GET', `/v2.1/servers/${id(number)}`)).status, { timeout: 10_000 })
        .toBe(404);
    }
  });
});

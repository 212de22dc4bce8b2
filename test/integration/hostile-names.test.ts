import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';
import { createTinyServer } from './tiny-server.ts';

const host = 'compute2';
const id = (number: number): string => `b0000000-0000-4000-8000-00000000000${number}`;
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

describe('servers with hostile names', () => {
  let world: LabWorld;
  const api = () => new Api(world.url);

  beforeAll(async () => {
    world = await startLabWorld();
    for (const [number, names] of hostile.entries()) await createTinyServer(host, { id: id(number), ...names });
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

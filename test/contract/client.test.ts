import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, CloudError, type CloudWarning, connect } from '../../client/index.ts';
import { serverOf } from '../world/api.ts';
import { startFakeWorld } from '../world/fake-world.ts';
import type { World } from '../world/world.ts';

const project1 = serverOf('VM1').projectId;
const nowhere = '00000000-1111-2222-3333-444444444444';
const requestId = expect.stringMatching(/^req-[0-9a-f-]{36}$/);

describe('the client and the service', () => {
  let world: World;
  let admin: Cloud;
  let reader: Cloud;
  const warnings: CloudWarning[] = [];
  beforeAll(async () => {
    world = await startFakeWorld();
    const onWarning = (warning: CloudWarning) => warnings.push(warning);
    admin = connect({ endpoint: world.url, token: 'admin:operations', onWarning });
    reader = connect({ endpoint: `${world.url}/v2/${project1}/`, token: `alice:${project1}` });
  });
  afterAll(() => world.close());

  /** The error of a call that has to fail. */
  const errorOf = (call: Promise<unknown>): Promise<CloudError> =>
    call.then(
      () => expect.unreachable(),
      (error) => error,
    );

  test.each([
    ['name', 'VM1'],
    ['id', serverOf('VM1').id],
    ['id in upper case', serverOf('VM1').id.toUpperCase()],
    ['name of another project', 'VM3'],
  ])('by %s, setCpuPriority gives the server its shares', async (_by, named) => {
    const name = named === 'VM3' ? 'VM3' : 'VM1';
    await admin.setCpuPriority(named, { share: 512 });

    expect(await admin.setCpuPriority(named, { share: 400 })).toEqual({ share: 400 });

    expect(await world.kernel.cpuShares(name)).toBe(400);
    expect(await admin.getCpuPriority(named)).toEqual({ share: 400 });
  });

  test('every other action does what it says', async () => {
    expect(await admin.setIoPriority('VM1', { weight: 600 })).toEqual({ weight: 600 });
    expect(await admin.getIoPriority('VM1')).toEqual({ weight: 600 });
    expect(await admin.setNetPriority('VM1', { prio: 3 })).toEqual({ success: true });
    expect(await admin.getNetPriority('VM1')).toEqual({ prio: 3 });
    expect(await admin.resetNetPriority('VM1')).toEqual({ success: true });
    expect(await admin.getNetPriority('VM1')).toEqual({ prio: -1 });
    expect(await admin.setCurrentMemory('VM1', { memory: 192 })).toEqual({ success: 1 });
    expect(await admin.getCurrentMemory('VM1')).toEqual({ actual: 192 * 1024 });
    expect(await admin.setMemorySoftLimit('VM1', { memory_limit: 128 })).toEqual({ success: 1 });
    expect(await admin.getMemorySoftLimit('VM1')).toEqual({ soft_limit: 128 * 1024 });
    expect(await admin.balloonDriverEnabled('VM1')).toEqual({ ballooning_enabled: true });
    expect(await admin.runAction('VM1', 'get-cpu-priority', null)).toHaveProperty('share');
  });

  test.each([
    ['a value out of range', () => admin.setCpuPriority('VM1', { share: 1 }), 400, 'badRequest', /2 to 262144/],
    ['a value of the wrong type', () => admin.setNetPriority('VM1', { prio: 'x' as never }), 400, 'badRequest', /prio/],
    ['a setter for a reader', () => reader.setCpuPriority('VM1', { share: 4 }), 403, 'forbidden', /set-cpu-priority/],
    ['a server that is shut off', () => admin.getCpuPriority('VM6'), 409, 'conflictingRequest', /vm_state stopped/],
    ['a host without the controller', () => admin.getIoPriority('VM4'), 501, 'notImplemented', /./],
    ['a list of all projects for a reader', () => reader.listServers({ allProjects: true }), 403, 'forbidden', /./],
    [
      'an id that no server has',
      () => admin.getCpuPriority(nowhere),
      404,
      'itemNotFound',
      /No server with a name or ID/,
    ],
  ])('%s is an error with status, fault, message and request id', async (_what, call, status, fault, message) => {
    const error = await errorOf(call());

    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ status, fault, message: expect.stringMatching(message), requestId });
  });

  test.each(['VM9', 'vm1', 'VM', 'VM1 ', '.*'])('a server named %j is not found', async (name) => {
    expect(await errorOf(admin.getCpuPriority(name))).toMatchObject({
      status: 404,
      fault: 'itemNotFound',
      message: `No server with a name or ID of '${name}' exists.`,
    });
  });

  test('a token that is none is unauthorized', async () => {
    const error = await errorOf(connect({ endpoint: world.url, token: 'nobody' }).listServers());

    expect(error).toMatchObject({
      status: 401,
      fault: 'unauthorized',
      message: expect.stringContaining('authentication'),
    });
  });

  test('an endpoint with a path that is not of the API gets a badAnswer', async () => {
    const error = await errorOf(connect({ endpoint: `${world.url}/a/b`, token: 'admin:operations' }).listServers());

    expect(error).toMatchObject({ status: 300, fault: 'badAnswer' });
  });

  test('another project’s server is found by name by an admin only', async () => {
    expect(await admin.findServer('VM3')).toMatchObject({ id: serverOf('VM3').id, 'OS-EXT-SRV-ATTR:host': 'compute1' });
    expect(await errorOf(reader.findServer('VM3'))).toMatchObject({ fault: 'itemNotFound' });
    expect(await errorOf(reader.findServer(serverOf('VM3').id))).toMatchObject({ fault: 'itemNotFound', requestId });
  });

  test('servers and extensions are listed', async () => {
    const names = (servers: readonly { name: string }[]) => servers.map(({ name }) => name).sort();

    expect(names(await reader.listServers())).toEqual(['VM1', 'VM2', 'VM4', 'VM5', 'VM6']);
    expect(names(await reader.listServers({ name: 'm[12]' }))).toEqual(['VM1', 'VM2']);
    expect(names(await admin.listServers())).toEqual([]);
    expect(names(await admin.listServers({ allProjects: true }))).toHaveLength(7);
    expect(await reader.listExtensions()).toMatchObject([{ alias: 'os-libvirt-resources' }]);
  });

  test('a warning arrives with the server as it was named', async () => {
    warnings.length = 0;

    await admin.setIoPriority('VM1', { weight: 700 });

    expect(warnings).toEqual([
      { server: 'VM1', action: 'set-io-priority', text: expect.stringContaining('scheduler') },
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { leastRoles, perform, type ResourceActionName } from '../../src/actions/index.ts';
import { Host } from '../../src/compute/host.ts';
import { hostSettings } from '../../src/config/host-settings.ts';
import { fakeConfig, parseConfig } from '../../src/config.ts';
import { fakeCluster } from '../../src/fake/fake-cluster.ts';
import type { FakeHost } from '../../src/fake/fake-host.ts';
import { sampleServers } from '../../src/fake/servers.ts';
import type { Authenticate } from '../../src/identity/caller.ts';
import { NovaApi } from '../../src/inventory/nova-api.ts';
import { NovaInventory } from '../../src/inventory/nova-inventory.ts';
import { startNovatuned } from '../../src/novatuned.ts';
import { CommandFailed } from '../../src/transport/transport.ts';
import { type ScriptedKeystone, serviceUser, startKeystone } from '../fakes/keystone.ts';
import { closedPort, serve } from '../fakes/loopback.ts';
import { FakeNova, type NovaRecord } from '../fakes/nova.ts';
import { newSshKey } from '../fakes/ssh-key.ts';
import { type AppUnderTest, appUnderTest, nowhere, project1, vm1, vm3 } from './app-under-test.ts';
import { ask } from './ask.ts';

/** `name:role`, of project 1. */
const authenticate: Authenticate = async (token) => {
  const [userId = '', role = ''] = token.split(':');
  return { userId, projectId: project1, roles: [role, 'reader'], isAdmin: role === 'admin' };
};

interface Cloud extends AppUnderTest {
  readonly nova: FakeNova;
  readonly vm1: NovaRecord;
  readonly hosts: ReadonlyMap<string, FakeHost>;
}

/** The real service without its wiring: the servers of the in-memory driver as a Nova has them. */
function cloud(): Cloud {
  const nova = new FakeNova();
  for (const { id, name, projectId, host, running } of sampleServers)
    nova.add(id, { name, projectId, host, instanceName: name, vmState: running ? 'active' : 'stopped' });
  const fakes = fakeCluster();
  const silent = { commandEnded: () => {}, sessionRestarted: () => {} };
  const hosts = fakes.map((fake) => new Host(fake, hostSettings(fakeConfig(), { name: fake.name }), silent));
  const get = ({ hostName }: { hostName: string }): Host => {
    const found = hosts.find(({ name }) => name === hostName);
    if (found === undefined) throw new Error(`no entry of hosts is named ${hostName}`);
    return found;
  };
  const inventory = new NovaInventory(
    new NovaApi(nova),
    { configured: hosts, get },
    { hostChanged: () => {}, domainRead: () => {}, domainEvent: () => {} },
  );
  void inventory.start();
  onTestFinished(async () => {
    inventory.stop();
    await Promise.all(hosts.map((host) => host.close()));
  });
  const app = appUnderTest({
    inventory,
    authenticate,
    leastRoles,
    perform: (name, request, server) => perform(name as ResourceActionName, request as never, server) as never,
  });
  return { ...app, nova, vm1: nova.servers.get(vm1)!, hosts: new Map(fakes.map((fake) => [fake.name, fake])) };
}

const act = (app: Express, token: string, id: string, body: object) =>
  ask(app, { method: 'POST', path: `/v2.1/servers/${id}/action`, token, body });
const setShare = { 'set-cpu-priority': { share: 300 } };
const getShare = { 'get-cpu-priority': null };
const conflict = (message: string) => ({ conflictingRequest: { code: 409, message } });

/** Nothing can be started there any more. */
function takeDown(host: FakeHost | undefined): void {
  const dead = async () => {
    throw new CommandFailed({ host: 'secret-host', argv: ['virsh'], reason: 'unreachable', durationMs: 1 });
  };
  Object.assign(host as FakeHost, { open: dead, run: dead });
}

describe('with inventory: nova', () => {
  test('a share is set where Nova says that the server runs, and read there', async () => {
    const { app, hosts } = cloud();

    expect((await act(app, 'm:manager', vm1, setShare)).body).toEqual({ share: 300 });

    expect((await act(app, 'r:reader', vm1, getShare)).body).toEqual({ share: 300 });
    expect(hosts.get('compute1')?.virsh.domains.get(vm1)?.cpuShares).toBe(300);
  });

  test('a server that Nova is migrating is not changed, and can be looked at', async () => {
    const { app, vm1: record } = cloud();
    record.taskState = 'migrating';

    const refused = await act(app, 'm:manager', vm1, setShare);

    expect([refused.status, refused.body]).toEqual([
      409,
      conflict(`Cannot 'set-cpu-priority' instance ${vm1} while it is in task_state migrating`),
    ]);
    expect((await act(app, 'r:reader', vm1, getShare)).status).toBe(200);
  });

  test('a server that has migrated is changed at its new host with the next request', async () => {
    const { app, vm1: record, hosts } = cloud();
    await act(app, 'm:manager', vm1, setShare);
    await act(app, 'r:reader', vm1, getShare);
    const [source, target] = [hosts.get('compute1'), hosts.get('compute2')];
    const domain = source?.virsh.domains.get(vm1)?.restarted();
    source?.stop(vm1);
    source?.virsh.domains.delete(vm1);
    target?.virsh.domains.set(vm1, domain!);
    record.host = 'compute2';

    expect((await act(app, 'r:reader', vm1, getShare)).body).toEqual({ share: 1024 });
    expect((await act(app, 'm:manager', vm1, setShare)).body).toEqual({ share: 300 });
    expect(target?.virsh.domains.get(vm1)?.cpuShares).toBe(300);
  });

  test('a server that is nowhere yet is in the state that Nova says', async () => {
    const { app, nova } = cloud();
    nova.add(nowhere, { projectId: project1, host: null, hypervisorHostname: null, vmState: 'building' });

    const { status, body } = await act(app, 'r:reader', nowhere, getShare);

    expect([status, body]).toEqual([
      409,
      conflict(`Cannot 'get-cpu-priority' instance ${nowhere} while it is in vm_state building`),
    ]);
  });

  test('a lock holds up those who change and are no admins, from the moment that it is there', async () => {
    const { app, vm1: record } = cloud();
    await act(app, 'm:manager', vm1, setShare);
    record.locked = true;

    const refused = await act(app, 'm:manager', vm1, setShare);

    expect([refused.status, refused.body]).toEqual([409, conflict(`Instance ${vm1} is locked`)]);
    expect((await act(app, 'r:reader', vm1, getShare)).status).toBe(200);
    expect((await act(app, 'a:admin', vm1, setShare)).status).toBe(200);
  });

  test('a Nova that is down is told as such, shortly', async () => {
    const { app, nova } = cloud();
    nova.failing = 'silent';

    const { status, body } = await act(app, 'm:manager', vm1, setShare);

    const message = 'The compute service is temporarily unavailable.';
    expect([status, body]).toEqual([503, { serviceUnavailable: { code: 503, message } }]);
  });

  test('a host that is down is a 503 for those who may act on its servers, and named in the log alone', async () => {
    const { app, hosts, logged } = cloud();
    takeDown(hosts.get('compute1'));

    const { status, body } = await act(app, 'm:manager', vm1, setShare);

    expect([status, body.serviceUnavailable.message]).toEqual([
      503,
      `The host of instance ${vm1} does not answer; try again later.`,
    ]);
    expect(JSON.stringify(logged)).toContain('secret-host');
  });

  test('a host that is down changes nothing for those who may not act', async () => {
    const { app, hosts } = cloud();
    takeDown(hosts.get('compute1'));

    expect((await act(app, 'r:reader', vm1, setShare)).status).toBe(403);
    expect((await act(app, 'm:manager', vm3, setShare)).status).toBe(404);
    expect((await act(app, 'm:manager', nowhere, setShare)).status).toBe(404);
  });

  test('a host that nobody knows is a 503, and named in the log alone', async () => {
    const { app, vm1: record, logged } = cloud();
    record.host = 'unheard-of';

    const { status, text } = await act(app, 'm:manager', vm1, setShare);

    expect([status, text]).toEqual([503, expect.not.stringContaining('unheard-of')]);
    expect(JSON.stringify(logged)).toContain('no entry of hosts is named unheard-of');
  });

  test('what is no UUID is never asked of Nova', async () => {
    const { app, nova } = cloud();

    expect((await act(app, 'a:admin', 'VM1', setShare)).status).toBe(404);
    expect(nova.asked).toEqual([]);
  });
});

describe('wired by its configuration', () => {
  /** The service, logged in at a Keystone of its own; its template leads to a port where nobody listens. */
  async function start(endpoint: string): Promise<{ url: string; lines: string[]; keystone: ScriptedKeystone }> {
    const [keystone, port] = await Promise.all([startKeystone(), closedPort()]);
    const folder = mkdtempSync(join(tmpdir(), 'novatune-nova-'));
    const { private: key, public: shown } = newSshKey();
    writeFileSync(join(folder, 'key'), key);
    writeFileSync(join(folder, 'known_hosts'), `* ${shown}\n`);
    const { username, password, project } = serviceUser;
    const config = parseConfig(`
http: { port: 0 }
store: { file: ":memory:" }
inventory: nova
nova: { endpoint: "${endpoint}" }
auth:
  strategy: keystone
  keystone: { auth_url: "${keystone.url}", username: ${username}, password: "${password}", project_name: ${project} }
host_template:
  ssh: { address: "{hypervisor_hostname}", port: ${port}, key_file: ${folder}/key, known_hosts_file: ${folder}/known_hosts }
`);
    const lines: string[] = [];
    const novatuned = await startNovatuned(config, pino({ level: 'info' }, { write: (line) => void lines.push(line) }));
    onTestFinished(async () => {
      await novatuned.stop();
      rmSync(folder, { recursive: true });
    });
    return { url: novatuned.url, lines, keystone };
  }

  test('it logs in, asks Nova, makes a host of the template, and tells how that host does', async () => {
    const nova = new FakeNova();
    nova.add(vm1, { projectId: project1, host: 'compute9', hypervisorHostname: '127.0.0.1' });
    const { url, lines, keystone } = await start(`${await serve(nova.listener)}/v2.1`);

    const { status } = await fetch(`${url}/v2.1/servers/${vm1}/action`, {
      method: 'POST',
      headers: { 'X-Auth-Token': keystone.issue({ roles: ['admin'] }), 'Content-Type': 'application/json' },
      body: JSON.stringify(getShare),
    });

    expect(status).toBe(503);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('novatune_host_up{host="compute9"} 0');
    const messages = ['Nova answers', 'host does not answer; trying on', 'request failed'];
    await expect.poll(() => lines.map((line) => JSON.parse(line).msg)).toEqual(expect.arrayContaining(messages));
    expect(lines.join('')).not.toContain(serviceUser.password);
  });

  test('it starts while Nova is down, and says so', async () => {
    const { lines } = await start(`http://127.0.0.1:${await closedPort()}`);

    await expect.poll(() => lines.join('')).toContain('Nova cannot be asked for servers; each request tries again');
    expect(lines.join('')).toContain('ECONNREFUSED');
  });
});

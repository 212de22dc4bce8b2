import type { RequestListener } from 'node:http';
import { Fault } from '../../src/faults.ts';
import type { Answer, OpenStack, Question } from '../../src/openstack/openstack.ts';

/** A server as Nova has it. */
export interface NovaRecord {
  readonly id: string;
  name: string;
  projectId: string;
  host: string | null;
  hypervisorHostname: string | null;
  instanceName: string;
  vmState: string;
  taskState: string | null;
  locked: boolean;
}

/** nova-api with a few servers, whose documents have the form of a real one's: in memory for a login, or over HTTP. */
export class FakeNova implements Pick<OpenStack, 'ask'> {
  readonly servers = new Map<string, NovaRecord>();
  /** The paths that it was asked for. */
  readonly asked: string[] = [];
  /** Whether the login that asks is an admin. */
  isAdmin = true;
  /** Every answer, while it is set. */
  failing: Answer | 'silent' | undefined;
  /** Runs when an answer has been found, before it is given. */
  late: () => Promise<void> = async () => {};

  add(id: string, parts: Partial<NovaRecord> = {}): NovaRecord {
    const record: NovaRecord = {
      id,
      name: 'VM',
      projectId: 'p',
      host: 'compute1',
      hypervisorHostname: 'compute1.example.org',
      instanceName: `instance-${id.slice(-8)}`,
      vmState: 'active',
      taskState: null,
      locked: false,
      ...parts,
    };
    this.servers.set(id, record);
    return record;
  }

  async ask(serviceType: string, path: string, { headers = {} }: Question): Promise<Answer> {
    if (serviceType !== 'compute') throw new Error(`nobody asks Nova for ${serviceType}`);
    this.asked.push(path);
    const answer = this.#answer(path, headers['openstack-api-version'] ?? 'compute 2.1');
    await this.late();
    if (answer !== 'silent') return answer;
    throw new Fault('cloudUnavailable', 'The compute service is temporarily unavailable.', {
      cause: new Error('nothing within 10000 ms'),
    });
  }

  /** The same over HTTP, below `/v2.1`; a silent one hangs up. */
  readonly listener: RequestListener = async ({ url = '', headers }, response) => {
    const version = headers['openstack-api-version'];
    const path = url.replace(/^\/v2\.1/, '');
    this.asked.push(path);
    const answer = this.#answer(path, typeof version === 'string' ? version : 'compute 2.1');
    await this.late();
    if (answer === 'silent') response.destroy();
    else response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
  };

  #answer(path: string, version: string): Answer | 'silent' {
    if (this.failing !== undefined) return this.failing;
    const minor = Number(/^compute 2\.(\d+)$/.exec(version)?.[1]);
    if (path.startsWith('/servers/detail?')) {
      if (!this.isAdmin && path.includes('all_tenants')) return fault(403, 'forbidden', 'Policy doesn’t allow that.');
      const [first] = this.servers.values();
      return ok({ servers: first === undefined ? [] : [this.#document(first, minor)] });
    }
    const id = /^\/servers\/([^/]+)$/.exec(path)?.[1] ?? '';
    const record = this.servers.get(id);
    if (record === undefined) return fault(404, 'itemNotFound', `Instance ${id} could not be found.`);
    return ok({ server: this.#document(record, minor) });
  }

  /** @see the captures server-get-admin.txt and server-get-admin-2.79.txt */
  #document(record: NovaRecord, minor: number): object {
    return {
      id: record.id,
      name: record.name,
      status: record.vmState.toUpperCase(),
      tenant_id: record.projectId,
      user_id: '719ce60c06a446fea39ed7f5289320ff',
      metadata: {},
      hostId: '7d8b5448e4ed0976012021b0f8602ef81ee8dfbd1628de8c2f33131c',
      flavor: { id: 'lab1', links: [] },
      created: '2026-11-20T12:12:57Z',
      addresses: {
        lab: [
          {
            version: 4,
            addr: '10.88.0.123',
            'OS-EXT-IPS:type': 'fixed',
            'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:08:61:4b',
          },
        ],
      },
      links: [],
      'OS-SRV-USG:launched_at': '2026-11-20T12:13:12.000000',
      ...(this.isAdmin && {
        'OS-EXT-SRV-ATTR:host': record.host,
        'OS-EXT-SRV-ATTR:instance_name': record.instanceName,
        'OS-EXT-SRV-ATTR:hypervisor_hostname': record.hypervisorHostname,
      }),
      'OS-EXT-STS:task_state': record.taskState,
      'OS-EXT-STS:vm_state': record.vmState,
      'OS-EXT-STS:power_state': 1,
      ...(minor >= 9 && { locked: record.locked }),
    };
  }
}

const ok = (body: object): Answer => ({ status: 200, headers: {}, body });

const fault = (code: number, name: string, message: string): Answer => ({
  status: code,
  headers: {},
  body: { [name]: { code, message } },
});

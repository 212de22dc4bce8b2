import { describe, expect, test } from 'vitest';
import { chooseHostColumn, describeHosts } from '../../../client/cli/hosts.ts';
import type { Server } from '../../../client/servers.ts';

const server = (name: string, tenant_id: string, hostId: string, host?: string): Server =>
  ({ name, tenant_id, hostId, ...(host && { 'OS-EXT-SRV-ATTR:host': host }) }) as Server;

describe('describeHosts', () => {
  test('says nothing of servers that share a host', () => {
    expect(describeHosts([server('VM1', 'p', 'x', 'compute1'), server('VM3', 'q', 'y', 'compute1')])).toBeUndefined();
    expect(describeHosts([server('VM1', 'p', 'x'), server('VM2', 'p', 'x')])).toBeUndefined();
    expect(describeHosts([])).toBeUndefined();
  });

  test('names the hosts for those who may see them', () => {
    const servers = [
      server('VM1', 'p', 'x', 'compute1'),
      server('VM4', 'p', 'z', 'compute2'),
      server('VM2', 'p', 'x', 'compute1'),
    ];

    expect(describeHosts(servers)).toBe(
      'These servers are on 2 hosts: VM1, VM2 on compute1; VM4 on compute2. A share, weight or priority compares only servers of one host.',
    );
  });

  test('tells hosts apart by hostId within one project', () => {
    const servers = [server('VM1', 'p', 'a'.repeat(56)), server('VM4', 'p', 'b'.repeat(56))];

    expect(describeHosts(servers)).toContain('VM1 on aaaaaaaaaaaa; VM4 on bbbbbbbbbbbb');
  });

  test('claims nothing of hostIds across projects, even where they are equal', () => {
    const servers = [server('VM1', 'p', 'x'), server('VM3', 'q', 'x')];

    expect(chooseHostColumn(servers)).toBeUndefined();
    expect(describeHosts(servers)).toContain('cannot be told across projects');
  });
});

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { sampleServers } from '../../src/fake/servers.ts';
import { execOnHost } from '../lab/index.ts';

const script = fileURLToPath(new URL('../../scripts/lab.mjs', import.meta.url));
const lab = (...args: string[]) => execa(process.execPath, [script, ...args], { reject: false, timeout: 120_000 });

describe('the lab', () => {
  test('tells its hosts, their guests and the configuration that serves them', async () => {
    const { stdout } = await lab('status', '--json');

    const { hosts, config } = JSON.parse(stdout);
    expect(hosts.map(({ name }: { name: string }) => name)).toEqual(['compute1', 'compute2', 'compute3']);
    for (const { address, namespace, uplink, guests } of hosts) {
      expect(address).toMatch(/^10\.231\.0\.\d+$/);
      expect(namespace === null || existsSync(`/run/netns/${namespace}`)).toBe(true);
      expect(uplink).toBe('eth1');
      for (const { name, id, project, mac, ip, console } of guests) {
        const { projectId, ...server } = sampleServers.find((one) => one.name === name)!;
        expect({ id, mac, ip, project }).toEqual({ id: server.id, mac: server.mac, ip: server.ip, project: projectId });
        expect(console).toMatch(/^\//);
      }
    }
    expect(readConfig(config).hosts.map(({ name }) => name)).toEqual(['compute1', 'compute2', 'compute3']);
  });

  test('brought up again keeps its guests as they are', async () => {
    const started = async () => (await execOnHost('compute1', ['cat', '/run/libvirt/qemu/VM1.pid'])).stdout;
    const before = await started();

    expect((await lab('up', '--systemd')).exitCode).toBe(0);

    expect(await started()).toBe(before);
  });

  test('runs a command inside a host and ends as it ended', async () => {
    expect(await lab('exec', 'compute2', '--', 'sh', '-c', 'hostname; exit 7')).toMatchObject({
      stdout: 'compute2',
      exitCode: 7,
    });
  });

  test('names what it has where it is asked for what it has not', async () => {
    const { stderr, exitCode } = await lab('restart-guest', 'VM9');

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('VM1');
  });

  test('is no part of the machine’s own libvirt', async () => {
    const { stdout } = await execOnHost('compute1', ['readlink', '/proc/self/ns/mnt']);
    const own = await execa('readlink', ['/proc/self/ns/mnt']);

    expect(stdout.trim()).not.toBe(own.stdout);
  });
});

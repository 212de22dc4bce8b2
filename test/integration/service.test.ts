import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

test('SIGTERM lets the running request end, takes no new one, and ends the service', async () => {
  const world = await startLabWorld();
  const running = new Api(world.url).act('VM5', { 'set-current-memory': { memory: 128 } });
  await expect.poll(async () => (await new Api(world.url).act('VM5', { 'get-current-memory': null })).status).toBe(200);

  const closed = world.close();
  await expect
    .poll(() =>
      new Api(world.url).act('VM1', { 'get-cpu-priority': null }).then(
        () => 'answered',
        () => 'refused',
      ),
    )
    .toBe('refused');

  expect((await running).body).toEqual({ success: 0 });
  await closed;
  expect(world.log.at(-1)).toContain('stopped');
});

test('run on a compute host itself, with the local transport, it serves that host’s guests', async () => {
  const config = '/var/lib/novatune-lab/novatune-local-compute1.yaml';
  const lab = [`${repository}scripts/lab.mjs`, 'exec', 'compute1', '--'];
  const novatuned = spawn(
    process.execPath,
    [...lab, process.execPath, `${repository}dist/src/main.js`, '--config', config],
    { stdio: 'ignore' },
  );
  const ask = async (body: unknown) => {
    const script = `fetch('http://127.0.0.1:9775/v2.1/servers/a0000000-0000-4000-8000-000000000001/action', {
      method: 'POST', headers: {'X-Auth-Token': 'admin:operations', 'Content-Type': 'application/json'}, body: process.argv[1],
    }).then((response) => response.text()).then(console.log)`;
    return (await execOnHost('compute1', [process.execPath, '-e', script, JSON.stringify(body)])).stdout;
  };
  try {
    await expect.poll(() => ask({ 'get-cpu-priority': null }), { timeout: 20_000, interval: 250 }).toContain('share');

    expect(JSON.parse(await ask({ 'set-cpu-priority': { share: 777 } }))).toEqual({ share: 777 });

    expect(
      await onHost('compute1', 'sh', '-c', 'cat /sys/fs/cgroup/cpu/machine/qemu-*-VM1.libvirt-qemu/cpu.shares'),
    ).toBe('777\n');
  } finally {
    novatuned.kill('SIGTERM');
    await new Promise((resolve) => novatuned.once('exit', resolve));
  }
});

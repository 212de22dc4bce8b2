import { describe, expect, test } from 'vitest';
import { serverOf } from '../../world/api.ts';
import { runExample } from './example.ts';
import { labForExamples } from './lab.ts';

const lab = labForExamples();

describe('two-users.mjs', () => {
  test('shifts memory, CPU, disk and network from VM3 to VM2, and leaves it so', async () => {
    await lab.api.done('VM2', { 'set-current-memory': { memory: 192 } });
    const memory = { VM2: await lab.settledMemTotalKiB('VM2'), VM3: await lab.settledMemTotalKiB('VM3') };

    const { exitCode, out, errors } = await runExample('two-users', [], lab.here());

    expect(errors).toBe('');
    expect(out.split('\n').slice(0, 5)).toEqual([
      '                  VM3             VM2',
      'memory, MiB       256 -> 224      192 -> 224',
      'CPU shares        1024 -> 512     1024 -> 1536',
      'disk weight       100 -> 100      100 -> 300',
      'network priority  none -> 66      none -> 0',
    ]);
    expect(exitCode).toBe(0);
    expect(await lab.held('VM3')).toEqual({ shares: 512, weight: 100, rateKbit: 20_000 });
    expect(await lab.held('VM2')).toEqual({ shares: 1536, weight: 300, rateKbit: 60_000 });
    await expect.poll(() => lab.world.kernel.memTotalKiB('VM3'), { timeout: 10_000 }).toBe(memory.VM3 - 32 * 1024);
    await expect.poll(() => lab.world.kernel.memTotalKiB('VM2'), { timeout: 10_000 }).toBe(memory.VM2 + 32 * 1024);
  });

  test('gives the giver back what the taker cannot have, says why, and shifts the rest', async () => {
    const { exitCode, out } = await runExample('two-users', ['VM3', serverOf('VM2').id], lab.here());

    expect(out).toMatch(/^memory, MiB {7}stays {11}stays$/m);
    expect(out).toMatch(/^memory, MiB: .*maximum is 262144 KiB/m);
    expect(exitCode).toBe(0);
    expect(await lab.api.done('VM3', { 'get-current-memory': null })).toEqual({ actual: 256 * 1024 });
    expect((await lab.held('VM2')).shares).toBe(1536);
  });

  test('hands on what the service warns of, once', async () => {
    const { out } = await runExample('two-users', [], lab.here());

    expect(out.match(/^set-io-priority: The weight has no effect yet/gm)).toHaveLength(1);
  });

  test.each([
    ['servers of two hosts', ['VM3', 'VM4'], 'VM3 and VM4 are on different hosts, which share nothing'],
    ['one server', ['VM3', 'VM3'], 'giver and taker are the same server'],
    ['a server that is shut off', ['VM5', 'VM6'], 'VM6 is not running: its status is SHUTOFF'],
    ['a server that is not there', ['VM9'], "No server with a name or ID of 'VM9' exists."],
    ['three servers', ['VM1', 'VM2', 'VM3'], 'it takes two servers at most'],
  ])('refuses %s in one sentence', async (_what, argv, message) => {
    const { exitCode, errors } = await runExample('two-users', argv, lab.here());

    expect(errors).toBe(`two-users: ${message}\n`);
    expect(exitCode).toBe(1);
  });
});

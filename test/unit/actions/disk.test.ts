import { describe, expect, test } from 'vitest';
import { diskActions } from '../../../src/actions/disk.ts';
import { perform } from '../../../src/actions/index.ts';
import { ioWeight } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const { plan } = diskActions['set-io-priority'];
const { domain } = new FakeServers().server('VM1');

describe('set-io-priority plans', () => {
  test('the weight itself where nobody stands between', () => {
    expect(plan(domain, { weight: 500 }, { weight: ioWeight(100), flattened: false })).toEqual([
      { virsh: ['blkiotune', domain.uuid, '--live', '--weight', '500'] },
    ]);
  });

  test.each([
    [100, 100],
    [101, 111],
    [500, 4500],
    [1000, 10_000],
  ])('a weight that systemd flattens to what was asked: %i', (weight, asked) => {
    expect(plan(domain, { weight }, { weight: ioWeight(181), flattened: true })).toEqual([
      { virsh: ['blkiotune', domain.uuid, '--live', '--weight', String(asked)] },
    ]);
  });

  test.each([true, false])('nothing when the server has that weight already (flattened: %s)', (flattened) => {
    expect(plan(domain, { weight: 500 }, { weight: ioWeight(500), flattened })).toEqual([]);
  });
});

describe('set-io-priority', () => {
  test('answers what was asked on a host whose systemd flattens, and the kernel has it', async () => {
    const servers = new FakeServers();

    const { answer, warnings } = await perform('set-io-priority', { weight: 1000 }, servers.server('VM7'));

    expect({ answer, warnings }).toEqual({ answer: { weight: 1000 }, warnings: [] });
    expect(servers.domain('VM7').ioWeight).toBe(1000);
  });

  test('changes nothing the second time', async () => {
    const servers = new FakeServers();
    await perform('set-io-priority', { weight: 333 }, servers.server('VM7'));
    servers.domain('VM7').askForIoWeight = () => {
      throw new Error('asked again');
    };

    expect((await perform('set-io-priority', { weight: 333 }, servers.server('VM7'))).answer).toEqual({ weight: 333 });
  });

  test('warns where the I/O scheduler ignores weights, and names it', async () => {
    const servers = new FakeServers();

    const { answer, warnings } = await perform('set-io-priority', { weight: 300 }, servers.server('VM1'));

    expect(answer).toEqual({ weight: 300 });
    expect(warnings).toEqual([expect.stringMatching(/no effect yet.*scheduler none.*BFQ/)]);
  });

  test('warns where the host applies another weight', async () => {
    const servers = new FakeServers();
    servers.domain('VM1').askForIoWeight = function apply() {
      this.ioWeight = 181;
    };

    const { answer, warnings } = await perform('set-io-priority', { weight: 1000 }, servers.server('VM1'));

    expect(answer).toEqual({ weight: 181 });
    expect(warnings[0]).toBe('The host applies a weight of 181 instead of 1000.');
  });

  test('is not supported on a host without the controller', async () => {
    await expect(perform('set-io-priority', { weight: 300 }, new FakeServers().server('VM4'))).rejects.toMatchObject({
      kind: 'notSupported',
    });
  });
});

test('get-io-priority answers the weight of now', async () => {
  const servers = new FakeServers();
  servers.domain('VM3').ioWeight = 250;

  expect((await perform('get-io-priority', {}, servers.server('VM3'))).answer).toEqual({ weight: 250 });
});

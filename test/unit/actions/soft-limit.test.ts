import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/actions/index.ts';
import { softLimitActions } from '../../../src/actions/soft-limit.ts';
import { kib } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const { plan, answer } = softLimitActions['set-memory-soft-limit'];
const { domain } = new FakeServers().server('VM1');
const memtune = (limit: string) => [{ virsh: ['memtune', domain.uuid, '--live', '--soft-limit', limit] }];

describe('set-memory-soft-limit plans', () => {
  test('the limit in KiB', () => {
    expect(plan(domain, { memory_limit: 128 }, 'unlimited')).toEqual(memtune('131072'));
  });

  test('the removal of a limit for -1', () => {
    expect(plan(domain, { memory_limit: -1 }, kib(131_072))).toEqual(memtune('-1'));
  });

  test.each([
    [128, kib(131_072)],
    [-1, 'unlimited'],
  ] as const)('nothing for %i when it is so already', (memory_limit, current) => {
    expect(plan(domain, { memory_limit }, current)).toEqual([]);
  });

  test('nothing for 0, under which nothing can run', () => {
    expect(() => plan(domain, { memory_limit: 0 }, 'unlimited')).toThrow(
      expect.objectContaining({ kind: 'limitOutOfRange', message: expect.stringContaining('1 or more, or -1') }),
    );
  });

  test('the largest limit that the contract lets through exactly', () => {
    const [command] = plan(domain, { memory_limit: 8_796_093_022_207 }, 'unlimited');

    expect(command).toEqual(memtune('9007199254739968')[0]);
  });
});

test('set-memory-soft-limit answers 0 when the host applies something else', () => {
  expect(answer({ memory_limit: 128 }, kib(131_072), true)).toEqual({ success: 1 });
  expect(answer({ memory_limit: 128 }, kib(4096), true)).toEqual({ success: 0 });
  expect(answer({ memory_limit: -1 }, 'unlimited', true)).toEqual({ success: 1 });
});

describe('set-memory-soft-limit', () => {
  test('sets a limit and takes it away again', async () => {
    const servers = new FakeServers();

    const set = await perform('set-memory-soft-limit', { memory_limit: 100 }, servers.server('VM1'));
    expect(set).toEqual({ answer: { success: 1 }, warnings: [] });
    expect(servers.domain('VM1').softLimitKiB).toBe(102_400);

    const removed = await perform('set-memory-soft-limit', { memory_limit: -1 }, servers.server('VM1'));
    expect(removed).toEqual({ answer: { success: 1 }, warnings: [] });
    expect(servers.domain('VM1').softLimitKiB).toBe('unlimited');
  });

  test('warns on cgroup v2, where a limit slows the server down at once', async () => {
    const servers = new FakeServers();

    const { warnings } = await perform('set-memory-soft-limit', { memory_limit: 100 }, servers.server('VM7'));

    expect(warnings).toEqual([expect.stringContaining('memory.high')]);
  });

  test('has nothing to warn of when a limit goes, on cgroup v2 either', async () => {
    const servers = new FakeServers();
    servers.domain('VM7').softLimitKiB = 102_400;

    const { warnings } = await perform('set-memory-soft-limit', { memory_limit: -1 }, servers.server('VM7'));

    expect(warnings).toEqual([]);
  });
});

describe('get-memory-soft-limit', () => {
  test('answers KiB', async () => {
    const servers = new FakeServers();
    servers.domain('VM1').softLimitKiB = 2048;

    expect((await perform('get-memory-soft-limit', null, servers.server('VM1'))).answer).toEqual({ soft_limit: 2048 });
  });

  test("answers libvirt's own number for no limit", async () => {
    const { answer } = await perform('get-memory-soft-limit', null, new FakeServers().server('VM1'));

    expect(answer).toEqual({ soft_limit: 9_007_199_254_740_991 });
  });
});

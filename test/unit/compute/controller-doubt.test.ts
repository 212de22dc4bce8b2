import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ControllerDoubt } from '../../../src/compute/controller-doubt.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';

const refusal = (stderr: string) =>
  new CommandFailed({ host: 'h', argv: ['virsh'], reason: 'exit', exitCode: 1, stderr, durationMs: 1 });
const missing = refusal('error: Requested operation is not valid: cgroup CPU controller is not mounted');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a controller that is missing for a moment after libvirtd has started is waited for', async () => {
  const attempt = vi
    .fn()
    .mockRejectedValueOnce(missing)
    .mockRejectedValueOnce(missing)
    .mockResolvedValue('cpu_shares : 1024');

  const run = new ControllerDoubt().run('schedinfo', attempt);
  await vi.advanceTimersByTimeAsync(1000);

  expect(await run).toBe('cpu_shares : 1024');
});

test('a controller that stays missing is believed after three seconds, and at once from then on', async () => {
  const doubt = new ControllerDoubt();
  const attempt = vi.fn().mockRejectedValue(missing);
  const run = doubt.run('blkiotune', attempt);
  const failed = expect(run).rejects.toBe(missing);
  await vi.advanceTimersByTimeAsync(3300);
  await failed;
  const asked = attempt.mock.calls.length;

  await expect(doubt.run('blkiotune', attempt)).rejects.toBe(missing);
  expect(attempt.mock.calls.length).toBe(asked + 1);
});

test('any other failure is thrown at once', async () => {
  const other = refusal('error: failed to get domain');

  await expect(new ControllerDoubt().run('schedinfo', () => Promise.reject(other))).rejects.toBe(other);
});

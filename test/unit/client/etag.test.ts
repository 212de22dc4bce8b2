import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { errorOf, getShares, scriptedCloud, serverId, setShares } from './calls.ts';

const headers = { ETag: '"7"' };

describe('ifMatch', () => {
  test('is sent as If-Match, by a method and by runAction', async () => {
    const expected = { ...setShares, ifMatch: '"7"' };
    const cloud = scriptedCloud([expected, expected]);

    await cloud.setCpuPriority(serverId, { share: 400 }, { ifMatch: '"7"' });
    await cloud.runAction(serverId, 'set-cpu-priority', { share: 400 }, { ifMatch: '"7"' });
  });

  test('is not sent where it is undefined', async () => {
    const cloud = scriptedCloud([setShares]);

    expect(await cloud.setCpuPriority(serverId, { share: 400 }, { ifMatch: undefined })).toEqual({ share: 400 });
  });

  test('that does not hold any more is a preconditionFailed, and nothing has changed', async () => {
    const message = `The allocation of instance ${serverId} has changed`;
    const answer = { preconditionFailed: { code: 412, message } };
    const cloud = scriptedCloud([{ ...setShares, ifMatch: '"7"', status: 412, answer }]);

    const error = await errorOf(cloud.setCpuPriority(serverId, { share: 400 }, { ifMatch: '"7"' }));

    expect(error).toMatchObject({ fault: 'preconditionFailed', status: 412, message, isOutcomeUnknown: false });
  });

  test.each([
    '',
    ' ',
    '"7"\r\nX: y',
    '"7" ',
    '"ü"',
    7,
    null,
  ])('%j is a TypeError, and nothing is sent', async (etag) => {
    const call = scriptedCloud([]).setCpuPriority(serverId, { share: 400 }, { ifMatch: etag as string });

    await expect(call).rejects.toThrow(expect.objectContaining({ name: 'TypeError' }));
  });
});

describe('onETag', () => {
  test('is told the ETag of the answer before the call has ended', async () => {
    const told: string[] = [];
    const cloud = scriptedCloud([
      { ...setShares, headers },
      { ...setShares, headers: { ETag: '"8"' } },
    ]);

    await cloud.setCpuPriority(serverId, { share: 400 }, { onETag: (etag) => told.push(etag) });
    await cloud.runAction(
      serverId,
      'set-cpu-priority',
      { share: 400 },
      {
        onETag: (etag) => told.push(etag),
      },
    );

    expect(told).toEqual(['"7"', '"8"']);
  });

  test('hears nothing of an answer without one', async () => {
    const onETag = vi.fn();

    await scriptedCloud([getShares]).getCpuPriority(serverId, { onETag });

    expect(onETag).not.toHaveBeenCalled();
  });

  test('that throws is an uncaught error after the call, which has its answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const onETag = (etag: string) => {
      throw new Error(`cannot hear ${etag}`);
    };

    const answer = await scriptedCloud([{ ...setShares, headers }]).setCpuPriority(
      serverId,
      { share: 400 },
      { onETag },
    );

    expect(answer).toEqual({ share: 400 });
    expect(() => vi.advanceTimersToNextTimer()).toThrow('cannot hear "7"');
  });
});

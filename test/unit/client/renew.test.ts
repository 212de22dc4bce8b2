import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, type Fetch } from '../../../client/index.ts';
import { capturedRefusal } from '../../fakes/keystone-captures.ts';
import { FakeCloud } from '../../fakes/keystone-cloud.ts';
import { errorOf, serverId } from './calls.ts';
import { cloudOf, passwordLogin, tokenLogin } from './logins.ts';

let cloud: FakeCloud;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  cloud = new FakeCloud();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
const logins = () => cloud.keystone.logins.length;
const tokens = () => cloud.asked.map(({ token }) => token);

const isLogin = (url: string): boolean => url.startsWith(cloud.keystone.url);
let release: () => void;

/** The cloud's own `fetch`, but that the first answer to such a request does not come before it is released. */
function held(isHeld: (url: string) => boolean): Fetch {
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let count = 0;
  return async (url, init) => {
    const answer = await cloud.fetch(url, init);
    if (isHeld(url) && ++count === 1) await released;
    return answer;
  };
}

describe('a login', () => {
  test('waits for the first call, and the next ones go without another', async () => {
    const { getCpuPriority, listServers } = cloudOf(cloud);
    expect(logins()).toBe(0);

    await getCpuPriority(serverId);
    await getCpuPriority(serverId);
    cloud.serviceAnswer = { status: 200, headers: {}, body: '{"servers": []}' };
    await listServers();

    expect(logins()).toBe(1);
    expect(new Set(tokens()).size).toBe(1);
  });

  test('can be had at once, and then serves the calls', async () => {
    const { logIn, getCpuPriority } = cloudOf(cloud);

    await logIn();
    expect(logins()).toBe(1);
    await logIn();
    await getCpuPriority(serverId);

    expect(logins()).toBe(1);
  });

  test('is shared by calls at the same time', async () => {
    const { getCpuPriority } = cloudOf(cloud);

    await Promise.all(Array.from({ length: 20 }, () => getCpuPriority(serverId)));

    expect(logins()).toBe(1);
    expect(cloud.asked).toHaveLength(20);
  });

  test('that failed fails all calls that waited for it, and the next call tries again', async () => {
    const { getCpuPriority } = cloudOf(cloud);
    cloud.keystone.instead = capturedRefusal;

    const errors = await Promise.all([1, 2, 3].map(() => errorOf(getCpuPriority(serverId))));
    expect(errors.map(({ fault }) => fault)).toEqual(['unauthorized', 'unauthorized', 'unauthorized']);
    expect(logins()).toBe(1);

    cloud.keystone.instead = undefined;
    expect(await getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(logins()).toBe(2);
  });

  test('goes on for the others when the call that began it is ended by its signal, at once', async () => {
    const ending = new AbortController();
    const { getCpuPriority } = connect({ auth: passwordLogin, fetch: held(isLogin) });
    const reason = new Error('the user has left');

    const first = getCpuPriority(serverId, { signal: ending.signal });
    const second = getCpuPriority(serverId);
    ending.abort(reason);

    await expect(first).rejects.toBe(reason);
    release();
    expect(await second).toEqual({ share: 1024 });
    expect(logins()).toBe(1);
  });

  test('is ended by the signal of connect, with its own reason', async () => {
    const ending = new AbortController();
    const reason = new Error('interrupted');
    const fetch = (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const call = connect({ auth: passwordLogin, fetch, signal: ending.signal }).getCpuPriority(serverId);

    ending.abort(reason);

    await expect(call).rejects.toBe(reason);
  });

  test('takes no longer than connect says', async () => {
    const fetch = (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const error = await errorOf(connect({ auth: passwordLogin, fetch, timeoutMs: 20 }).resetNetPriority(serverId));

    expect(error).toMatchObject({ fault: 'timeout', isOutcomeUnknown: false });
    expect(error.message).toBe('http://keystone.test:5000/v3 did not answer within 0.02 s.');
  });
});

describe('a token', () => {
  test.each([
    [120_001, 1],
    [120_000, 2],
    [1000, 2],
    [-1000, 2],
  ])('that has %d ms left takes %d logins in all', async (leftMs, expected) => {
    const { getCpuPriority } = cloudOf(cloud);
    await getCpuPriority(serverId);

    pass(cloud.keystone.lifetimeMs - leftMs);
    await getCpuPriority(serverId);

    expect(logins()).toBe(expected);
    expect(new Set(tokens()).size).toBe(expected);
  });

  test('lives as long as Keystone’s own clock says, whatever the clock is here', async () => {
    const { getCpuPriority } = cloudOf(cloud);
    const answer = cloud.keystone.answer.bind(cloud.keystone);
    // A Keystone that is a day behind.
    vi.spyOn(cloud.keystone, 'answer').mockImplementation((...asked) => {
      const { body, ...rest } = answer(...asked);
      const shift = (time: string) => new Date(Date.parse(time) - 86_400_000).toISOString();
      return { ...rest, body: body.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, shift) };
    });

    await getCpuPriority(serverId);
    await getCpuPriority(serverId);

    expect(logins()).toBe(1);
  });

  test('whose end Keystone does not tell is used until it is refused', async () => {
    const { getCpuPriority } = cloudOf(cloud);
    const answer = cloud.keystone.answer.bind(cloud.keystone);
    vi.spyOn(cloud.keystone, 'answer').mockImplementation((...asked) => {
      const { body, ...rest } = answer(...asked);
      return { ...rest, body: body.replace('"expires_at"', '"ends"') };
    });

    await getCpuPriority(serverId);
    pass(cloud.keystone.lifetimeMs - 1000);
    await getCpuPriority(serverId);
    expect(logins()).toBe(1);
    pass(2000);
    await getCpuPriority(serverId);
    expect(logins()).toBe(2);
  });

  test('got by a token is not renewed before its end, since the new one would end with it', async () => {
    await cloudOf(cloud).getCpuPriority(serverId);
    const { getCpuPriority } = cloudOf(cloud, tokenLogin(tokens()[0]!));
    await getCpuPriority(serverId);
    const before = logins();

    pass(cloud.keystone.lifetimeMs - 1000);
    await getCpuPriority(serverId);

    expect(logins()).toBe(before);
  });
});

describe('a 401', () => {
  test('of a read leads to one more login, and the read again', async () => {
    const { getCpuPriority } = cloudOf(cloud);
    await getCpuPriority(serverId);
    cloud.keystone.revokeAll();

    expect(await getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(logins()).toBe(2);
    expect(cloud.asked).toHaveLength(3);
  });

  test('of what sets means that nothing was done, so that it is sent again as well', async () => {
    const { getCpuPriority, setCpuPriority } = cloudOf(cloud);
    await getCpuPriority(serverId);
    cloud.keystone.revokeAll();

    await setCpuPriority(serverId, { share: 400 });

    const set = { 'set-cpu-priority': { share: 400 } };
    expect(cloud.asked.slice(1).map(({ body }) => body)).toEqual([set, set]);
    expect(new Set(tokens().slice(1)).size).toBe(2);
  });

  test('after that is the error, and not another login', async () => {
    const { getCpuPriority } = cloudOf(cloud);
    vi.spyOn(cloud.keystone, 'knows').mockReturnValue(false);

    const error = await errorOf(getCpuPriority(serverId));

    expect(error).toMatchObject({ fault: 'unauthorized', status: 401, isOutcomeUnknown: false });
    expect(logins()).toBe(2);
    expect(cloud.asked).toHaveLength(2);
  });

  test('whose login is refused is that refusal, and the next call begins with a login', async () => {
    const { getCpuPriority, setCpuPriority } = cloudOf(cloud);
    await getCpuPriority(serverId);
    cloud.keystone.revokeAll();
    cloud.keystone.instead = { ...capturedRefusal, body: '{"error": {"message": "The account is locked"}}' };

    expect(await errorOf(setCpuPriority(serverId, { share: 400 }))).toMatchObject({
      message: 'The account is locked',
      isOutcomeUnknown: false,
    });
    cloud.keystone.instead = undefined;
    await getCpuPriority(serverId);

    expect(logins()).toBe(3);
    expect(cloud.asked).toHaveLength(3);
  });

  test('of many calls at once leads to one login for all of them', async () => {
    const { getCpuPriority } = cloudOf(cloud);
    await getCpuPriority(serverId);
    cloud.keystone.revokeAll();

    await Promise.all(Array.from({ length: 20 }, () => getCpuPriority(serverId)));

    expect(logins()).toBe(2);
  });

  test('that comes when another call has got a new token already leads to no other login', async () => {
    const fetch = held((url) => !isLogin(url) && logins() === 1);
    const { logIn, getCpuPriority } = connect({ auth: passwordLogin, fetch });
    await logIn();
    cloud.keystone.revokeAll();

    const slow = getCpuPriority(serverId);
    await getCpuPriority(serverId);
    release();

    expect(await slow).toEqual({ share: 1024 });
    expect(logins()).toBe(2);
  });

  test('to a token that somebody else got is the error', async () => {
    const { fetch, serviceUrl: endpoint } = cloud;
    const error = await errorOf(connect({ endpoint, token: 'stale', fetch }).getCpuPriority(serverId));

    expect(error).toMatchObject({ fault: 'unauthorized', status: 401 });
    expect(cloud.asked).toHaveLength(1);
    expect(logins()).toBe(0);
  });
});

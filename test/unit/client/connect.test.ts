import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ConnectOptions, connect } from '../../../client/index.ts';
import { serverId } from './calls.ts';

const token = 'admin:operations';

/** A `fetch` that notes where requests go, and as whom. */
function notingFetch() {
  const noted: { url: string; token: string | undefined }[] = [];
  const fetch: ConnectOptions['fetch'] = async (url, { headers }) => {
    noted.push({ url, token: headers['X-Auth-Token'] });
    return { status: 200, headers: new Headers(), text: async () => '{"share": 1024}' };
  };
  return { noted, fetch };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('an endpoint', () => {
  test.each([
    ['http://127.0.0.1:9774', 'http://127.0.0.1:9774/v2.1'],
    ['http://127.0.0.1:9774/', 'http://127.0.0.1:9774/v2.1'],
    ['HTTP://Cloud.test:80', 'http://cloud.test/v2.1'],
    ['https://cloud.test/compute', 'https://cloud.test/compute/v2.1'],
    ['https://cloud.test/compute//', 'https://cloud.test/compute/v2.1'],
    ['https://cloud.test/v2.1', 'https://cloud.test/v2.1'],
    ['https://cloud.test/v2.1/', 'https://cloud.test/v2.1'],
    ['https://cloud.test/v2', 'https://cloud.test/v2'],
    ['https://cloud.test/v2/project', 'https://cloud.test/v2/project'],
    ['https://cloud.test/compute/v2.1/project/', 'https://cloud.test/compute/v2.1/project'],
    ['https://[::1]:9774/', 'https://[::1]:9774/v2.1'],
  ])('%s leads to %s', async (endpoint, base) => {
    const { noted, fetch } = notingFetch();

    await connect({ endpoint, token, fetch }).getCpuPriority(serverId);

    expect(noted).toEqual([{ url: `${base}/servers/${serverId}/action`, token }]);
  });

  test.each([
    '',
    'cloud.test:9774',
    '127.0.0.1:9774',
    '//cloud.test',
    'http://',
    'ftp://cloud.test',
    'file:///etc/passwd',
    'javascript:0',
    'http://127.0.0.1:0',
    'https://cloud.test:0/v2.1',
    undefined,
    null,
    9774,
  ])('%s is refused', (endpoint) => {
    expect(() => connect({ endpoint: endpoint as string, token })).toThrow(
      new TypeError(`'${endpoint}' is no endpoint: it takes a URL such as http://127.0.0.1:9774`),
    );
  });
});

describe('an endpoint with more than a path', () => {
  test.each([
    'http://alice:secret@cloud.test',
    'http://secret@cloud.test/v2.1',
    'https://:secret@cloud.test:9774',
    'http://cloud.test/?token=secret',
    'http://cloud.test/v2.1#secret',
    'http://cloud.test?',
  ])('such as %s is refused', (endpoint) => {
    expect(() => connect({ endpoint, token })).toThrow(
      new TypeError(
        'an endpoint has no credentials, no query and no fragment: it takes a URL such as http://127.0.0.1:9774',
      ),
    );
  });

  test.each([
    ['ftp://alice:secret@cloud.test', 'ftp://…@cloud.test'],
    ['http://alice:secret@cloud.test:0', 'http://…@cloud.test:0'],
    ['http://alice:sec@ret@cloud.test:port', 'http://…@cloud.test:port'],
    ['http://alice:sec/ret@cloud test', 'http://…@cloud test'],
    ['http://alice:sec\nret@cloud test', 'http://…@cloud test'],
    ['alice:secret@cloud.test', '…@cloud.test'],
    ['//alice:secret@cloud.test', '…@cloud.test'],
  ])('that is none, such as %j, is shown without its credentials', (endpoint, shown) => {
    expect(() => connect({ endpoint, token })).toThrow(
      new TypeError(`'${shown}' is no endpoint: it takes a URL such as http://127.0.0.1:9774`),
    );
  });
});

describe('a token', () => {
  test.each([
    '',
    'a b',
    'a\nX-Evil: 1',
    'a\t',
    'naïve:project',
    '\u0000',
    undefined,
    null,
    7,
    ['a:b'],
  ])('%j is refused', (wrong) => {
    expect(() => connect({ endpoint: 'http://cloud.test', token: wrong as string })).toThrow(
      new TypeError('the token cannot be sent: it takes printable ASCII without spaces'),
    );
  });
});

test('to connect sends nothing', () => {
  const { noted, fetch } = notingFetch();

  connect({ endpoint: 'http://cloud.test', token, fetch });

  expect(noted).toEqual([]);
});

test('without a fetch of its own the client uses the global one of the moment, as a plain function', async () => {
  const cloud = connect({ endpoint: 'http://cloud.test', token });
  const { noted, fetch } = notingFetch();
  vi.stubGlobal('fetch', function globalFetch(this: unknown, ...asked: Parameters<NonNullable<typeof fetch>>) {
    // A browser's fetch throws when it is called as a method of anything but the window.
    if (this !== undefined && this !== globalThis) throw new TypeError('Illegal invocation');
    return fetch!(...asked);
  });

  await cloud.getCpuPriority(serverId);

  expect(noted).toHaveLength(1);
});

test('methods work when they are taken from the client', async () => {
  const { getCpuPriority, runAction } = connect({ endpoint: 'http://cloud.test', token, fetch: notingFetch().fetch });

  expect(await getCpuPriority(serverId)).toEqual({ share: 1024 });
  expect(await runAction(serverId, 'get-cpu-priority', null)).toEqual({ share: 1024 });
});

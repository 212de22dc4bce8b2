import { describe, expect, test } from 'vitest';
import { errorOf, getShares, scriptedCloud, serverId, setShares } from './calls.ts';

/** As Node's fetch puts it, whose message says nothing. */
const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
const coded = (code: string, message = 'certificate') => Object.assign(new Error(message), { code });
const failureOf = (answer: Error) =>
  errorOf(scriptedCloud([{ ...setShares, answer }]).setCpuPriority(serverId, { share: 400 }));

describe('nothing was sent', () => {
  test.each([
    ['a refused connection', failed(new Error('connect ECONNREFUSED 127.0.0.1:9774'))],
    ['a connection that nobody answered', failed(new Error('connect ETIMEDOUT 10.0.0.1:9774'))],
    ['no way to the host', new Error('connect EHOSTUNREACH 10.0.0.1:9774 - Local (10.0.0.2:41234)')],
    ['an unknown name', failed(new Error('getaddrinfo ENOTFOUND cloud.test'))],
    ['a silent resolver', new Error('getaddrinfo EAI_AGAIN cloud.test')],
    ['undici’s timeout of connecting', failed(coded('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'))],
    [
      'several addresses',
      failed(new AggregateError([new Error('connect ECONNREFUSED ::1:1'), coded('CERT_HAS_EXPIRED')])),
    ],
    ...[
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ].flatMap((code): [string, Error][] => [
      [code, coded(code)],
      [`${code} as a cause`, failed(coded(code))],
    ]),
  ])('after %s', async (_what, answer) => {
    const error = await failureOf(answer);

    expect(error).toMatchObject({ fault: 'connectFailure', isOutcomeUnknown: false, cause: answer });
    expect(error.message).not.toContain('unknown');
  });
});

describe('it may have been sent', () => {
  test.each([
    ['an unreachable host in between', failed(new Error('read EHOSTUNREACH'))],
    ['a reset', failed(new Error('read ECONNRESET'))],
    ['a broken pipe', failed(new Error('write EPIPE'))],
    ['a closed connection', failed(new Error('other side closed'))],
    ['a word of connecting', new Error('while reading: connect ECONNREFUSED')],
    [
      'one address that was reached',
      failed(new AggregateError([new Error('connect ECONNREFUSED'), new Error('read ECONNRESET')])),
    ],
    ['an error without a reason', new Error('')],
  ])('after %s', async (_what, answer) => {
    const error = await failureOf(answer);

    expect(error).toMatchObject({ fault: 'connectFailure', isOutcomeUnknown: true });
    expect(error.message).toMatch(/[^.]\. Whether the change was made is unknown; read it back\.$/);
  });

  test('unless it only looks', async () => {
    const exchange = { ...getShares, answer: failed(new Error('read ECONNRESET')) };

    const error = await errorOf(scriptedCloud([exchange, exchange, exchange]).getCpuPriority(serverId));

    expect(error).toMatchObject({ fault: 'connectFailure', isOutcomeUnknown: false });
  });
});

describe('a cause', () => {
  test('that is its own is followed once', async () => {
    const own = new Error('turns in a circle');
    own.cause = own;

    expect((await failureOf(failed(own))).message).toContain(': turns in a circle. Whether');
  });

  test('that is one of two that are each other’s is followed once', async () => {
    const one = new Error('one');
    one.cause = new Error('other', { cause: one });

    expect((await failureOf(one)).message).toContain(': other. Whether');
  });

  test('that is no error is said as it is', async () => {
    expect((await failureOf(failed('a string'))).message).toContain(': a string. Whether');
  });
});

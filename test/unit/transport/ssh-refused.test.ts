import { describe, expect, test } from 'vitest';
import { explainSshError } from '../../../src/transport/ssh-refused.ts';

const to = { address: 'compute9', port: 2222, user: 'novatune', knownHostsFile: '/etc/novatune/known_hosts' };

const error = (message: string, parts: object = {}): Error => Object.assign(new Error(message), parts);

describe('explainSshError', () => {
  test.each([
    [
      'nameUnknown',
      error('getaddrinfo ENOTFOUND compute9', { code: 'ENOTFOUND' }),
      'the name compute9 cannot be resolved',
    ],
    [
      'portClosed',
      error('connect ECONNREFUSED 10.0.0.9:22', { code: 'ECONNREFUSED' }),
      'nobody listens at compute9 port 2222',
    ],
    [
      'noAnswer',
      error('connect EHOSTUNREACH 10.0.0.9:22', { code: 'EHOSTUNREACH' }),
      'compute9 port 2222 does not answer',
    ],
    ['noAnswer', error('Timed out while waiting for handshake', { level: 'client-timeout' }), 'does not answer'],
    [
      'userKeyRefused',
      error('All configured authentication methods failed', { level: 'client-authentication' }),
      'does not let novatune in with this key',
    ],
    [
      'hostKeyChanged',
      error('Handshake failed: no matching host key format', { level: 'handshake' }),
      'has no key of a kind that /etc/novatune/known_hosts has for it',
    ],
    ['noSsh', error('Connection closed before it was ready'), 'compute9 port 2222 broke off'],
    ['noSsh', error('read ECONNRESET', { code: 'ECONNRESET', level: 'client-socket' }), 'broke off'],
    ['other', error('something new'), 'something new'],
  ])('tells %s by %s', (problem, cause, words) => {
    expect(explainSshError(cause, { to })).toMatchObject({ problem, message: expect.stringContaining(words), cause });
  });

  test('leaves an explanation as it is', () => {
    const explained = explainSshError(error('something new'), { to });

    expect(explainSshError(explained, { to })).toBe(explained);
  });
});

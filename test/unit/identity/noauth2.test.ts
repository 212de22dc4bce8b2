import { describe, expect, test } from 'vitest';
import { noauth2 } from '../../../src/identity/noauth2.ts';

describe('noauth2', () => {
  test('takes the user and the project out of a token', async () => {
    expect(await noauth2('alice:d1e5a0b0')).toEqual({
      userId: 'alice',
      projectId: 'd1e5a0b0',
      roles: ['reader'],
      isAdmin: false,
    });
  });

  test('makes the user admin an admin, in any project', async () => {
    expect(await noauth2('admin:operations')).toEqual({
      userId: 'admin',
      projectId: 'operations',
      roles: ['admin'],
      isAdmin: true,
    });
  });

  test.each(['Admin:p', 'administrator:p', 'p:admin', 'admin2:p'])('makes no admin of %s', async (token) => {
    expect(await noauth2(token)).toMatchObject({ roles: ['reader'], isAdmin: false });
  });

  test.each([
    '',
    'alice',
    ':',
    'alice:',
    ':project',
    'a:b:c',
    'a b:c',
    'a:b c',
    'a:b\n',
    '\na:b',
    'admin:\t',
  ])('knows no token %j', async (token) => {
    expect(await noauth2(token)).toBeUndefined();
  });
});

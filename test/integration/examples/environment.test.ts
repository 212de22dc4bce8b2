import { describe, expect, test } from 'vitest';
import { closedPort } from '../../fakes/loopback.ts';
import { runExample } from './example.ts';

describe.each(['report-shares', 'two-users', 'throttle-neighbour'])('%s.mjs', (name) => {
  const variables = 'set OS_ENDPOINT_OVERRIDE, OS_USER_ID and OS_PROJECT_ID';

  test.each([
    ['an empty endpoint', { OS_ENDPOINT_OVERRIDE: '' }, variables],
    ['no user', { OS_USER_ID: '' }, variables],
    ['no project', { OS_PROJECT_ID: '' }, variables],
    ['an endpoint that is none', { OS_ENDPOINT_OVERRIDE: 'here' }, expect.stringContaining("'here' is no endpoint")],
    ['a user that cannot be sent', { OS_USER_ID: 'a b' }, expect.stringContaining('the token cannot be sent')],
  ])('refuses %s in one sentence', async (_what, environment, message) => {
    const { exitCode, out, errors } = await runExample(name, [], {
      OS_ENDPOINT_OVERRIDE: 'http://127.0.0.1:9774',
      ...environment,
    });

    expect(errors.split('\n')).toEqual([expect.stringMatching(`^${name}: `), '']);
    expect(errors.trimEnd().replace(`${name}: `, '')).toEqual(message);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  });

  test('says in one sentence that nobody answers', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;

    const { exitCode, errors } = await runExample(name, [], { OS_ENDPOINT_OVERRIDE: endpoint });

    expect(errors).toMatch(
      new RegExp(`^${name}: Unable to establish connection to ${endpoint}/v2\\.1: .*ECONNREFUSED.*\n$`),
    );
    expect(exitCode).toBe(1);
  });
});

import { type OutgoingHttpHeaders, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPlace } from '../../src/http/route.ts';
import { identityHeaders } from '../../src/identity/identity-headers.ts';
import { project1, vm1 } from './app-under-test.ts';
import { type KeystoneApp, startKeystoneApp } from './keystone-app.ts';

let world: KeystoneApp;
let valid: string;
beforeAll(async () => {
  world = await startKeystoneApp();
  valid = world.keystone.issue({ projectId: project1, roles: ['admin'] });
});
afterAll(() => world.close());

interface Attempt {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
}

/** Asks with headers and a path that no library would send as they are; the status, or undefined if the connection was closed. */
const attempt = ({ method, path, headers }: Attempt): Promise<number | undefined> =>
  new Promise((resolve) => {
    const asked = request(new URL(world.url), { method, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    asked.path = path;
    // Node sends no length with these, so that a body would be taken for the next request.
    const body = ['GET', 'HEAD', 'DELETE'].includes(method) ? undefined : '{"set-cpu-priority": {"share": 4}}';
    asked.on('error', () => resolve(undefined)).end(body);
  });

const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xfe })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
/** Never the valid token itself: white space at its ends is not part of a header's value. */
const nearlyValid = fc
  .tuple(fc.nat(200), fc.constantFrom('', 'x', ' ', ',', '%00', '\t', '='), fc.boolean())
  .map(([at, text, cuts]) => valid.slice(0, at % valid.length) + text + valid.slice((at % valid.length) + Number(cuts)))
  .filter((token) => token.trim() !== valid);
const token = fc.oneof(
  headerText,
  headerText,
  fc.constant(undefined).map(() => `${valid}, ${valid}`),
  fc.constantFrom(
    'admin:admin',
    'None',
    'null',
    'undefined',
    'true',
    '[object Object]',
    '__proto__',
    '*',
    '..',
    '/v3/users',
  ),
  fc.constant(undefined).map(() => valid.toUpperCase()),
  nearlyValid,
);

const segment = fc.constantFrom(
  ...['v2.1', 'v2', 'servers', 'detail', 'extensions', 'action', 'os-libvirt-resources', vm1, project1],
  ...['', '.', '..', '%2e%2e', '%00', '%zz', 'servers%2fdetail', 'SERVERS', '*', ';', '?all_tenants=1', '#', 'v2.10'],
);
const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD');
const claims = fc.dictionary(
  fc.constantFrom(...identityHeaders),
  fc.constantFrom('admin', project1, 'Confirmed', 'True'),
);

/** What anybody may know: which versions there are. */
const isPublic = (given: string): boolean => {
  const place = findPlace(given.replace(/[?#].*$/s, ''));
  return place === undefined || place.route === 'version';
};

test('with 1,500 made-up tokens, paths and claims nobody gets in, and nothing breaks', async () => {
  const seen = new Set<number>();

  await fc.assert(
    fc.asyncProperty(token, path, method, claims, async (given, where, how, said) => {
      const headers = { ...said, 'x-auth-token': given, 'content-type': 'application/json' };
      const status = await attempt({ method: how, path: where, headers });
      seen.add(status ?? 0);
      expect(status).toBeDefined();
      if (isPublic(where)) expect([200, 300, 401, 404]).toContain(status);
      else expect(status).toBe(401);
    }),
    { numRuns: 1500 },
  );

  expect(seen).toContain(401);
  expect(world.performed).toEqual([]);
  expect(world.logged.filter(({ level }) => Number(level) > 40)).toEqual([]);
}, 60_000);

test('the valid token itself gets in, by the same way', async () => {
  const headers = { 'x-auth-token': ` ${valid} `, 'content-type': 'application/json' };

  expect(await attempt({ method: 'POST', path: `/v2.1/servers/${vm1}/action`, headers })).toBe(200);
});

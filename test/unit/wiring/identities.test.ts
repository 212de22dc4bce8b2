import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../../src/config.ts';
import { openIdentity, openLogin } from '../../../src/identities.ts';
import { openPolicies } from '../../../src/policies.ts';
import { type ScriptedKeystone, serviceCredential, serviceUser, startKeystone } from '../../fakes/keystone.ts';

const configWith = (keystone: ScriptedKeystone, keys: string) =>
  parseConfig(`
driver: fake
auth:
  strategy: keystone
  keystone: { auth_url: "${keystone.url}/v3", ${keys} }
`);

async function identityOf(config: ReturnType<typeof configWith>) {
  const login = await openLogin(config);
  onTestFinished(() => login?.close());
  const { policy } = openPolicies(config);
  return openIdentity(config, { login, policy, selfUrl: 'http://self.test' });
}

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'secret'), text);
  return join(folder, 'secret');
}

const user = `username: ${serviceUser.username}, project_name: ${serviceUser.project}`;
const credential = `auth_type: v3applicationcredential, application_credential_id: ${serviceCredential.id}`;

test.each([
  ['a password', () => `${user}, password: "${serviceUser.password}"`],
  ['a password in a file', () => `${user}, password_file: "${fileWith(`${serviceUser.password}\n`)}"`],
  ['an application credential', () => `${credential}, application_credential_secret: ${serviceCredential.secret}`],
  [
    'an application credential whose secret is in a file',
    () => `${credential}, application_credential_secret_file: "${fileWith(serviceCredential.secret)}"`,
  ],
])('tokens are checked by a login with %s', async (_what, keys) => {
  const keystone = await startKeystone();
  const { authenticate } = await identityOf(configWith(keystone, keys()));

  expect(await authenticate(keystone.issue({ roles: ['admin'] }))).toMatchObject({ userId: 'alice', isAdmin: true });
  expect(await authenticate('admin:p1')).toBeUndefined();
});

test('callers without a token are sent to where they reach Keystone', async () => {
  const keystone = await startKeystone();
  const keys = `${user}, password: x`;

  expect((await identityOf(configWith(keystone, keys))).authUri).toBe(`${keystone.url}/v3`);
  expect(
    (await identityOf(configWith(keystone, `${keys}, www_authenticate_uri: "https://cloud.test/v3"`))).authUri,
  ).toBe('https://cloud.test/v3');
});

test('with noauth2 there is no login, and the service itself is named', async () => {
  const config = parseConfig('driver: fake');

  expect(await openLogin(config)).toBeUndefined();
  const { authenticate, authUri } = await identityOf(config);
  expect([await authenticate('bob:p'), authUri]).toEqual([
    { userId: 'bob', projectId: 'p', roles: ['reader'], isAdmin: false },
    'http://self.test',
  ]);
});

test.each([
  ['password_file: /nosuch/file', /password_file: \/nosuch\/file must be a file that can be read: ENOENT$/],
  [() => `password_file: "${fileWith('\n')}"`, /password_file: .* must hold a secret; it is empty$/],
  [() => `password: x, cafile: "${fileWith('# none yet\n')}"`, /cafile: .* must have certificates in PEM$/],
])('a file that does not hold what it is to hold is told by its key', async (keys, told) => {
  const keystone = await startKeystone();
  const given = typeof keys === 'string' ? keys : keys();

  await expect(openLogin(configWith(keystone, `${user}, ${given}`))).rejects.toThrow(told);
});

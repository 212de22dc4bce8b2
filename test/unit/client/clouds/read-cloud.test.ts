import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readCloud, SettingsError } from '../../../../client/clouds/index.ts';
import { loginOfSettings } from '../../../../client/clouds/login-of-settings.ts';
import type { Settings } from '../../../../client/clouds/settings.ts';
import { connect } from '../../../../client/index.ts';
import { serveCloud } from '../../../fakes/keystone-cloud.ts';
import { fakeCredential, fakeUser } from '../../../fakes/keystone-fake.ts';
import { serverId } from '../calls.ts';
import { folderOf, twoClouds } from './folder.ts';

const warnings: unknown[] = [];
beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => warnings.push(warning));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** An environment whose clouds.yaml says that, and nothing else. */
const environmentOf = (clouds: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
  const folder = folderOf({ 'clouds.yaml': clouds });
  return { HOME: folder, OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'), ...more };
};
const cloudWith = (lines: string) => environmentOf(`clouds:\n  lab:\n${lines.replace(/^/gm, '    ')}\n`);
const keystone = 'auth_url: http://k.test/v3';
const whole = `auth: {${keystone}, username: demo, password: p, project_name: demo}`;

describe('readCloud', () => {
  test('gives what connect takes', async () => {
    expect(await readCloud({ cloud: 'lab', env: environmentOf(twoClouds) })).toEqual({
      auth: {
        type: 'password',
        authUrl: 'http://keystone.test:5000/v3',
        username: 'demo',
        password: 'from-the-file',
        projectName: 'demo',
      },
      region: 'RegionOne',
      endpoints: {},
    });
    expect(await readCloud({ env: environmentOf(twoClouds, { OS_CLOUD: 'other' }) })).toEqual({
      auth: {
        type: 'applicationCredential',
        authUrl: 'http://other.test/identity',
        applicationCredentialId: 'abc',
        applicationCredentialSecret: 'from-the-file',
      },
      endpoints: {},
    });
  });

  test('takes the process’s own environment unless another is given', async () => {
    vi.stubEnv('OS_CLOUD', 'other');
    vi.stubEnv('OS_CLIENT_CONFIG_FILE', environmentOf(twoClouds).OS_CLIENT_CONFIG_FILE);

    expect(await readCloud()).toMatchObject({ auth: { type: 'applicationCredential' } });
    vi.unstubAllEnvs();
  });

  test('leads to a client that logs in', async () => {
    const cloud = await serveCloud();
    const { id, secret } = fakeCredential;
    for (const auth of [
      `username: demo, password: ${fakeUser.password}, project_name: demo, user_domain_name: Default, project_domain_id: default`,
      `application_credential_id: ${id}, application_credential_secret: ${secret}`,
    ]) {
      const env = cloudWith(`auth: {auth_url: ${cloud.keystone.url}, ${auth}}`);

      expect(await connect(await readCloud({ env })).getCpuPriority(serverId)).toEqual({ share: 1024 });
    }
    expect(cloud.keystone.logins).toHaveLength(2);
    expect(cloud.asked).toHaveLength(2);
  });

  test.each<[string, Settings, string]>([
    ['password', { username: 'a', password: 'b' }, 'password'],
    ['v3password', { auth_type: 'v3password', token: 't' }, 'password'],
    ['a token alone', { token: 't', username: 'a' }, 'token'],
    ['a token beside a password', { token: 't', password: 'b' }, 'password'],
    ['token', { auth_type: 'token', password: 'b' }, 'token'],
    ['v3token', { auth_type: 'v3token' }, 'token'],
    ['an application credential', { application_credential_name: 'a', password: 'b' }, 'applicationCredential'],
    ['v3applicationcredential', { auth_type: 'v3applicationcredential' }, 'applicationCredential'],
    ['noauth', { auth_type: 'noauth', password: 'b' }, 'noauth'],
    ['none', { auth_type: 'none' }, 'none'],
    ['nothing', {}, 'password'],
  ])('knows how to log in by %s', (_, settings, type) => {
    expect(loginOfSettings(settings).options.auth.type).toBe(type);
  });

  test.each([
    'v3oidcpassword',
    'http_basic',
    'v2password',
    'toString',
  ])('names the way to log in that it does not know: %s', async (name) => {
    await expect(readCloud({ env: cloudWith(`auth_type: ${name}`) })).rejects.toThrow(
      new SettingsError(
        `The authentication type '${name}' is not supported: novatune knows password, token, v3applicationcredential, none, noauth.`,
      ),
    );
  });

  test.each([
    ['default_domain: d', { userDomainId: 'd', projectDomainId: 'd' }],
    ['default_domain: d\nuser_domain_name: u', { userDomainName: 'u', projectDomainId: 'd' }],
    ['project_domain_id: p\ndefault_domain: d', { userDomainId: 'd', projectDomainId: 'p' }],
  ])('gives a domain to those that have none: %j', async (text, domains) => {
    const { auth } = await readCloud({ env: cloudWith(`${whole}\n${text}`) });

    expect(auth).toEqual(expect.objectContaining(domains));
    expect(
      Object.keys(auth)
        .filter((field) => /Domain/.test(field))
        .sort(),
    ).toEqual(Object.keys(domains).sort());
  });

  test('tells where the service is', async () => {
    const text = [
      whole,
      'interface: internal',
      'service_type: x',
      'endpoint_override: http://a',
      'libvirt_resources_endpoint_override: http://b',
      'compute_endpoint_override: http://c',
    ].join('\n');

    expect(await readCloud({ env: cloudWith(text) })).toMatchObject({
      interface: 'internal',
      serviceType: 'x',
      endpoint: 'http://a',
      endpoints: { 'libvirt-resources': 'http://b', compute: 'http://c' },
    });
  });

  test('names all that is missing, in the words of where it is', async () => {
    await expect(readCloud({ env: { HOME: folderOf() } })).rejects.toThrow(
      'You must provide OS_AUTH_URL, OS_USERNAME or OS_USER_ID, OS_PASSWORD, OS_PROJECT_NAME or OS_PROJECT_ID; ' +
        'or name a cloud of clouds.yaml with OS_CLOUD.',
    );
    await expect(readCloud({ env: environmentOf(twoClouds) })).rejects.toThrow('with OS_CLOUD, which has lab, other.');
    for (const [text, missing] of [
      [`auth: {${keystone}}`, 'username or user_id, password, project_name or project_id'],
      [`auth: {${keystone}, token: t}`, 'project_name or project_id'],
      [`auth: {${keystone}, application_credential_name: a}`, 'application_credential_secret, username or user_id'],
      ['auth_type: noauth', 'user_id, project_id, endpoint_override, such as http://127.0.0.1:9774'],
      ['auth_type: none', 'endpoint_override, such as http://127.0.0.1:9774'],
    ] as const)
      await expect(readCloud({ env: cloudWith(text) })).rejects.toThrow(`The cloud 'lab' lacks ${missing}.`);
  });

  test('warns of what is passed over', async () => {
    await readCloud({ env: cloudWith(`${whole}\nprofile: vexxhost`) });

    expect(warnings).toEqual([expect.stringContaining("has the profile 'vexxhost', which is passed over")]);
  });
});

describe('whom readCloud trusts', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\n';
  const hasFetch = async (text: string) => 'fetch' in (await readCloud({ env: cloudWith(`${whole}\n${text}`) }));

  test.each([
    ['verify: true', false],
    ['insecure: False', false],
    ['verify: false', true],
    ['verify: no', true],
    ['insecure: "1"', true],
    ['verify: false\ncacert: /no/such/file', true],
  ])('with %j needs a fetch of its own: %s', async (text, expected) => {
    expect(await hasFetch(text)).toBe(expected);
  });

  test('with certificates needs one, too, which may stand behind other text', async () => {
    const path = join(folderOf({ 'ca.pem': `# ours\n${certificate}` }), 'ca.pem');

    expect(await hasFetch(`cacert: ${path}`)).toBe(true);
  });

  test.each([
    ['verify: maybe', 'verify (OS_VERIFY) takes true or false.'],
    ['insecure: /etc/ssl', 'insecure (OS_INSECURE) takes true or false.'],
    [
      'cacert: /no/such/file',
      "Cannot read the certificates of cacert: ENOENT: no such file or directory, open '/no/such/file'",
    ],
    ['cacert: /dev/null', "There is no certificate in PEM in the file of cacert, '/dev/null'."],
  ])('is refused with %j', async (text, message) => {
    await expect(hasFetch(text)).rejects.toThrow(new SettingsError(message));
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readSettings } from '../../../../client/clouds/read-settings.ts';
import { SettingsError } from '../../../../client/clouds/settings-error.ts';
import { folderOf } from './folder.ts';

/** What a cloud named lab leads to, as it stands in clouds.yaml below its name. */
async function read(text: string) {
  const lines = text.split('\n').map((line) => `    ${line}\n`);
  return readText(`clouds:\n  lab:\n${lines.join('')}`);
}

function readText(text: string, name = 'clouds.yaml') {
  const folder = folderOf({ [name]: text });
  return readSettings({ env: { HOME: folder }, cwd: folder, typed: {}, cloud: 'lab' });
}
const settingsOf = async (text: string) => (await read(text)).settings;
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error) => {
      expect(error).toBeInstanceOf(SettingsError);
      return (error as Error).message;
    },
  );

describe('a cloud of clouds.yaml', () => {
  test.each([
    ['a password of digits is what stands there', 'auth: {password: 007}', { password: '007' }],
    [
      'other words of YAML are texts, too',
      'auth: {password: yes, username: 1e3}',
      { password: 'yes', username: '1e3' },
    ],
    ['null and nothing are nothing', 'auth: {password: ~, username: null, token: }\nregion_name: ""', {}],
    ['a merge is followed', 'auth: {<<: &x {username: demo}, password: p}', { username: 'demo', password: 'p' }],
    [
      'keys may have dashes',
      'auth: {project-name: demo}\nregion-name: R1',
      { project_name: 'demo', region_name: 'R1' },
    ],
    [
      'older names are known',
      'auth: {tenant_name: demo, auth_token: t}\nendpoint_type: admin',
      { project_name: 'demo', token: 't', interface: 'admin' },
    ],
    ['a newer name goes before an older one', 'auth: {tenant_id: old, project_id: new}', { project_id: 'new' }],
    [
      'the login may stand beside auth',
      'username: demo\nauth_url: http://a',
      { username: 'demo', auth_url: 'http://a' },
    ],
    ['under auth it goes before that', 'username: beside\nauth: {username: below}', { username: 'below' }],
    ['a domain that is said once is for both', 'auth: {domain_id: d}', { user_domain_id: 'd', project_domain_id: 'd' }],
    [
      'but not for the one that has its own',
      'auth: {domain_name: Default, user_domain_id: d}',
      { user_domain_id: 'd', project_domain_name: 'Default' },
    ],
    ['the first of several regions counts', 'regions: [R1, R2]', { region_name: 'R1' }],
    ['also if regions have values', 'regions: [{name: R1, values: {}}]', { region_name: 'R1' }],
    ['version 3 of Keystone is known', 'identity_api_version: 3\nregion_name: R1', { region_name: 'R1' }],
    [
      'what is for other tools is passed over',
      'compute_api_version: 2.1\nnetworks: [{name: a}]\nvolume_interface: x',
      {},
    ],
    [
      'endpoints may be given by their types',
      'libvirt_resources_endpoint_override: http://a\ncompute_endpoint_override: http://b',
      { libvirt_resources_endpoint_override: 'http://a', compute_endpoint_override: 'http://b' },
    ],
  ])('%s', async (_, text, settings) => {
    expect(await settingsOf(text)).toEqual(settings);
  });

  test.each([
    ['auth: {system_scope: all, trust_id: t}', "The cloud 'lab' has what is not supported: system_scope, trust_id."],
    ['cert: a.pem\nkey: b.pem', "The cloud 'lab' has what is not supported: cert, key."],
    ['auth: {passcode: 123456}', "The cloud 'lab' has what is not supported: passcode."],
    ['identity_api_version: 2.0', "The cloud 'lab' has what is not supported: identity_api_version."],
    ['auth: secret', "The cloud 'lab': auth takes keys with values."],
    ['auth: {password: [secret]}', "The cloud 'lab': password takes a text."],
    ['auth: {password: {secret: a}}', "The cloud 'lab': password takes a text."],
  ])('is refused with %j', async (text, message) => {
    expect(await messageOf(read(text))).toBe(message);
  });

  test('of a vendor’s profile has a warning', async () => {
    for (const text of ['profile: vexxhost', 'cloud: vexxhost'])
      expect(await read(text)).toMatchObject({
        settings: {},
        warnings: [
          "The cloud 'lab' has the profile 'vexxhost', which is passed over: novatune knows no profiles of vendors.",
        ],
      });
  });
});

describe('the environment', () => {
  const readEnvironment = (env: Readonly<Record<string, string>>) =>
    readSettings({ env, cwd: '/nowhere', typed: {}, cloud: 'envvars' });

  test('has its older names', async () => {
    const env = { OS_TENANT_NAME: 'demo', OS_TENANT_ID: 'p1', OS_ENDPOINT_TYPE: 'internalURL' };

    expect((await readEnvironment(env)).settings).toEqual({
      project_name: 'demo',
      project_id: 'p1',
      interface: 'internalURL',
    });
  });

  test('is told what is not supported by its variables', async () => {
    expect(
      await messageOf(readEnvironment({ OS_SYSTEM_SCOPE: 'all', OS_CERT: 'a', OS_IDENTITY_API_VERSION: '2' })),
    ).toBe('The environment has what is not supported: OS_SYSTEM_SCOPE, OS_CERT, OS_IDENTITY_API_VERSION.');
  });
});

describe('a file that is no clouds.yaml', () => {
  const path = expect.stringMatching(/clouds\.yaml/);

  test.each([
    ['', /^There is no cloud in '.*': it takes the key clouds, and below it clouds by their names\.$/],
    ['secret', /^There is no cloud in /],
    ['- secret', /^There is no cloud in /],
    ['cloud: {lab: {}}', /^There is no cloud in /],
    ['clouds: [secret]', /^There is no cloud in /],
    ['clouds: {lab: secret}', /^The cloud 'lab' in '.*' takes keys with values\.$/],
    ['clouds:\n  lab:\n    auth:\n      password: @secret', /^'.*' is not YAML: see line 4 \(BAD_SCALAR_START\)\.$/],
    ['clouds:\n  lab:\n    auth:\n      password: "secret', /^'.*' is not YAML: see line 4 \(.*\)\.$/],
    [
      'clouds: {lab: {auth: {password: *secret}}}',
      /^'.*' is not YAML: it has an alias \(\*\) that leads nowhere, or too many\.$/,
    ],
    ['clouds:\n  lab: {}\n  lab: {}', /^'.*' is not YAML: see line 3 \(DUPLICATE_KEY\)\.$/],
  ])('is told by its path and place, and not by what it says: %j', async (text, message) => {
    const told = await messageOf(readText(text));

    expect(told).toEqual(path);
    expect(told).toMatch(message);
    expect(told).not.toContain('secret');
  });
});

const marker = 'S3CRET';
const secretKeys = ['password', 'token', 'application_credential_secret'];
/** What people may write below a cloud, secrets marked. */
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.constantFrom(null, true, '<<', marker, `*${marker}`, `!${marker}`),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('auth', 'regions', 'name', '__proto__', 'verify', ...secretKeys), tie('value')),
  ),
})).value;
const anyAuth = fc.record(
  { auth: fc.dictionary(fc.constantFrom(...secretKeys), fc.constantFrom(marker, [marker], { [marker]: marker })) },
  { requiredKeys: [] },
);

describe('whatever stands in clouds.yaml', () => {
  const said: unknown[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(process, 'emitWarning').mockImplementation((warning) => said.push(warning));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(said).toEqual([]);
  });

  const check = async (text: string) => {
    const cwd = folderOf({ 'clouds.yaml': text });
    await readSettings({ env: { HOME: cwd }, cwd, typed: {}, cloud: 'lab' }).catch((error) => {
      expect(error).toBeInstanceOf(SettingsError);
      expect(error.message.replace(cwd, '')).not.toContain(marker);
    });
  };

  test('keys that are no texts are no reason for the parser to quote them', async () => {
    await check(`clouds:\n  lab:\n    ? {password: ${marker}}\n    : x\n`);
  });

  test('it is read, or one error names no secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyValue, anyAuth), async (lab) => check(JSON.stringify({ clouds: { lab } }))),
      { numRuns: 300 },
    );
  });

  test('also if it is hardly YAML', async () => {
    const piece = fc.constantFrom(
      'clouds',
      'lab',
      'auth',
      'password',
      ': ',
      '\n',
      '  ',
      '    ',
      '- ',
      '*',
      '&a ',
      '!',
      '"',
      "'",
      '{',
      '}',
      '@',
      '|',
      '>',
      '<<',
      '? ',
      '---\n',
      '%',
      `: ${marker}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => check(pieces.join(''))),
      { numRuns: 500 },
    );
  });
});

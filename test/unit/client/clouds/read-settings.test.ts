import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../../client/clouds/read-settings.ts';
import type { Settings } from '../../../../client/clouds/settings.ts';
import { SettingsError } from '../../../../client/clouds/settings-error.ts';
import { folderOf, oneCloud, twoClouds } from './folder.ts';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly typed?: Settings;
  readonly cloud?: string;
}

const inHome = '.config/openstack';

/** Reads in a home of these files, with the folder `here` in it for the present one. */
function read({ files = {}, env = {}, typed = {}, cloud }: Given) {
  const home = folderOf({ 'here/.keep': '', ...files });
  const replaced = Object.entries(env).map(([name, value]) => [name, value.replace('~', home)]);
  const sources = { env: { HOME: home, ...Object.fromEntries(replaced) }, cwd: join(home, 'here'), typed };
  return readSettings({ ...sources, ...(cloud === undefined ? {} : { cloud }) });
}
const settingsOf = async (given: Given): Promise<Settings> => (await read(given)).settings;

const lab = {
  auth_url: 'http://keystone.test:5000/v3',
  username: 'demo',
  password: 'from-the-file',
  project_name: 'demo',
  region_name: 'RegionOne',
};
const clouds = { [`${inHome}/clouds.yaml`]: twoClouds };
const environment = {
  OS_AUTH_URL: 'http://env.test/v3',
  OS_USERNAME: 'eve',
  OS_PASSWORD: 'from-env',
  OS_PROJECT_ID: 'p1',
};
const fromEnvironment = { auth_url: 'http://env.test/v3', username: 'eve', password: 'from-env', project_id: 'p1' };

describe('which cloud', () => {
  test.each<[string, Given, string | undefined, Settings]>([
    ['the one that is typed', { files: clouds, cloud: 'lab', env: { ...environment, OS_CLOUD: 'other' } }, 'lab', lab],
    ['the one that OS_CLOUD names', { files: clouds, env: { ...environment, OS_CLOUD: 'lab' } }, 'lab', lab],
    ['the environment where no cloud is named', { files: clouds, env: environment }, undefined, fromEnvironment],
    [
      'the environment by its name',
      { files: clouds, cloud: 'envvars', env: { ...environment, OS_CLOUD: 'lab' } },
      undefined,
      fromEnvironment,
    ],
    [
      'the environment by the name that OS_CLOUD_NAME gives it',
      { files: clouds, env: { ...environment, OS_CLOUD: 'mine', OS_CLOUD_NAME: 'mine' } },
      undefined,
      fromEnvironment,
    ],
    ['the only one of the file', { files: { [`${inHome}/clouds.yaml`]: oneCloud } }, 'lab', lab],
    ['none of several', { files: clouds }, undefined, {}],
    ['none where there is no file', {}, undefined, {}],
    ['none where variables are empty', { env: { OS_AUTH_URL: '', OS_CLOUD: '' } }, undefined, {}],
    [
      'the only one of the file, although a variable says where',
      { files: { [`${inHome}/clouds.yaml`]: oneCloud }, env: { OS_REGION_NAME: 'R2', OS_ENDPOINT_TYPE: 'admin' } },
      'lab',
      { ...lab, region_name: 'R2', interface: 'admin' },
    ],
  ])('%s', async (_, given, cloud, settings) => {
    expect(await read(given)).toMatchObject({ cloud, settings });
    expect(await settingsOf(given)).toEqual(settings);
  });

  test('the environment is read without looking for files, which may be broken', async () => {
    const files = { 'here/clouds.yaml': '{' };

    expect(await settingsOf({ files, env: environment })).toEqual(fromEnvironment);
    await expect(read({ files })).rejects.toThrow('is not YAML');
  });

  test.each<[Given, RegExp]>([
    [{ files: clouds, cloud: 'lap' }, /^There is no cloud 'lap': \S+\/clouds\.yaml has lab, other\.$/],
    [{ files: clouds, cloud: 'constructor' }, /^There is no cloud 'constructor': \S+ has lab, other\.$/],
    [
      { cloud: 'lab' },
      /^There is no cloud 'lab': there is no clouds\.yaml here, in ~\/\.config\/openstack or in \/etc\/openstack\.$/,
    ],
    [{ files: { 'here/clouds.yaml': 'clouds: {}' }, cloud: 'lab' }, /^There is no cloud 'lab': \S+ has none\.$/],
  ])('that is not there is told with those that are', async (given, message) => {
    await expect(read(given)).rejects.toThrow(SettingsError);
    await expect(read(given)).rejects.toThrow(message);
  });
});

describe('what goes before what', () => {
  test.each<[string, Given, Settings]>([
    [
      'an option before the cloud',
      { files: clouds, cloud: 'lab', typed: { username: 'ann', region_name: 'R2' } },
      { ...lab, username: 'ann', region_name: 'R2' },
    ],
    [
      'an option before the environment',
      { env: environment, typed: { password: 'typed' } },
      { ...fromEnvironment, password: 'typed' },
    ],
    [
      'of the environment what says where, before the cloud',
      {
        files: clouds,
        cloud: 'lab',
        env: {
          ...environment,
          OS_REGION_NAME: 'R3',
          OS_INTERFACE: 'internal',
          OS_CACERT: 'ca.pem',
          OS_DEFAULT_DOMAIN: 'd',
        },
      },
      { ...lab, region_name: 'R3', interface: 'internal', cacert: 'ca.pem', default_domain: 'd' },
    ],
    [
      'an option before what of the environment says where',
      { files: clouds, cloud: 'lab', env: { OS_REGION_NAME: 'R3' }, typed: { region_name: 'R4' } },
      { ...lab, region_name: 'R4' },
    ],
    [
      'a name in an option before an id below it',
      { env: environment, typed: { project_name: 'web', project_domain_name: 'Default' } },
      {
        auth_url: 'http://env.test/v3',
        username: 'eve',
        password: 'from-env',
        project_name: 'web',
        project_domain_name: 'Default',
      },
    ],
    [
      'an id in an option before a name below it',
      { files: clouds, cloud: 'lab', typed: { user_id: 'u1' } },
      { auth_url: lab.auth_url, password: lab.password, project_name: 'demo', region_name: 'RegionOne', user_id: 'u1' },
    ],
    [
      'certificates in an option before trust in any below it',
      { files: { 'here/clouds.yaml': 'clouds: {a: {verify: false}}' }, typed: { cacert: 'ca.pem' } },
      { cacert: 'ca.pem' },
    ],
  ])('%s', async (_, given, settings) => {
    expect(await settingsOf(given)).toEqual(settings);
  });

  test('OS_ENDPOINT_OVERRIDE goes with OS_CLOUD, and with the only cloud of the file', async () => {
    const env = { ...environment, OS_ENDPOINT_OVERRIDE: 'http://127.0.0.1:9774' };
    const settings = { ...lab, endpoint_override: 'http://127.0.0.1:9774' };

    expect(await read({ files: clouds, env: { ...env, OS_CLOUD: 'lab' } })).toMatchObject({ settings, warnings: [] });
    const { OS_ENDPOINT_OVERRIDE } = env;
    const files = { 'here/clouds.yaml': oneCloud };
    expect(await read({ files, env: { OS_ENDPOINT_OVERRIDE } })).toMatchObject({ settings, warnings: [] });
  });

  test('OS_ENDPOINT_OVERRIDE does not go with a cloud that is typed, whose token it might lead astray; one is told so', async () => {
    const env = { OS_ENDPOINT_OVERRIDE: 'http://127.0.0.1:9774' };
    const { settings, warnings } = await read({ files: clouds, cloud: 'lab', env });

    expect(settings).toEqual(lab);
    expect(warnings).toEqual([
      "OS_ENDPOINT_OVERRIDE is passed over, since it may be for another cloud than 'lab': type --os-endpoint-override, or " +
        'write endpoint_override in clouds.yaml.',
    ]);
    const typed = { endpoint_override: 'http://127.0.0.1:1' };
    expect((await read({ files: clouds, cloud: 'lab', env, typed })).warnings).toEqual([]);
  });
});

describe('which files', () => {
  const named = (name: string) => `clouds: {${name}: {}}`;
  const cloudOf = async (given: Given) => (await read(given)).clouds.join();

  test.each<[string, Given, string]>([
    ['here before home', { files: { 'here/clouds.yaml': named('a'), [`${inHome}/clouds.yaml`]: named('b') } }, 'a'],
    ['.yaml before .yml', { files: { 'here/clouds.yaml': named('a'), 'here/clouds.yml': named('b') } }, 'a'],
    ['.yml before .json', { files: { 'here/clouds.yml': named('a'), 'here/clouds.json': named('b') } }, 'a'],
    ['.json', { files: { 'here/clouds.json': '{"clouds": {"a": {"region_name": null}}}' } }, 'a'],
    [
      'that of OS_CLIENT_CONFIG_FILE before all',
      { files: { 'here/clouds.yaml': named('a'), 'x/y': named('b') }, env: { OS_CLIENT_CONFIG_FILE: '~/x/y' } },
      'b',
    ],
    [
      'that of OS_CLIENT_CONFIG_FILE from here',
      { files: { 'here/x': named('b') }, env: { OS_CLIENT_CONFIG_FILE: 'x' } },
      'b',
    ],
    [
      'in XDG_CONFIG_HOME before ~/.config',
      {
        files: { 'xdg/openstack/clouds.yaml': named('a'), [`${inHome}/clouds.yaml`]: named('b') },
        env: { XDG_CONFIG_HOME: '~/xdg' },
      },
      'a',
    ],
    [
      'a folder of that name is none',
      { files: { 'here/clouds.yaml/x': '', [`${inHome}/clouds.yaml`]: named('b') } },
      'b',
    ],
    ['secure.yaml alone', { files: { 'here/secure.yaml': named('a') } }, 'a'],
    [
      'secure.yaml beside another folder’s clouds.yaml',
      { files: { 'here/secure.yaml': named('b'), [`${inHome}/clouds.yaml`]: named('a') } },
      'a,b',
    ],
  ])('%s', async (_, given, cloud) => {
    expect(await cloudOf(given)).toBe(cloud);
  });

  test('secure.yaml goes before clouds.yaml, key by key', async () => {
    const secret = 'clouds:\n  lab:\n    auth: {password: from-secure}\n    region_name: R5\n';

    for (const [name, env] of [
      [`${inHome}/secure.yaml`, {}],
      ['x/secret', { OS_CLIENT_SECURE_FILE: '~/x/secret' }],
    ] as const)
      expect(await settingsOf({ files: { ...clouds, [name]: secret }, env, cloud: 'lab' })).toEqual({
        ...lab,
        password: 'from-secure',
        region_name: 'R5',
      });
  });

  test('one that somebody names and that is not there is an error, not a way to another cloud', async () => {
    for (const variable of ['OS_CLIENT_CONFIG_FILE', 'OS_CLIENT_SECURE_FILE'])
      await expect(read({ files: clouds, env: { [variable]: '/no/such/file' } })).rejects.toThrow(
        `Cannot read the file of ${variable}: ENOENT: no such file or directory, open '/no/such/file'`,
      );
  });

  test('a home without such folders has none', async () => {
    expect((await read({ files: { '.config': '' } })).clouds).toEqual([]);
  });
});

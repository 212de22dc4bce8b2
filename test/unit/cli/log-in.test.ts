import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type ConnectionOptions, openConnection } from '../../../client/cli/connection/open-connection.ts';
import { CommandError, formatError } from '../../../client/cli/errors.ts';
import { buildProgram } from '../../../client/cli/program.ts';
import { typedOptions } from '../../../client/cli/typed-options.ts';
import { settingNames } from '../../../client/clouds/settings.ts';
import { commands } from '../../../client/generated/commands.ts';
import { type FakeCloud, serveCloud } from '../../fakes/keystone-cloud.ts';
import { fakeProject, fakeUser } from '../../fakes/keystone-fake.ts';
import { serverId } from '../client/calls.ts';
import { folderOf } from '../client/clouds/folder.ts';

/** A home with this clouds.yaml, or with none. */
const homeOf = (clouds?: string) => {
  const folder = folderOf(clouds === undefined ? {} : { 'clouds.yaml': clouds });
  return { HOME: folder, ...(clouds === undefined ? {} : { OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml') }) };
};
const labOf = ({ keystone }: FakeCloud, more = ''): string =>
  `clouds:\n  lab:\n    auth:\n      auth_url: ${keystone.url}\n      username: demo\n      project_name: demo\n${more}`;

/** What the words of a command line lead to, before its command. */
function optionsOf(words: readonly string[], environment: NodeJS.ProcessEnv): ConnectionOptions {
  const program = buildProgram(commands, environment);
  program.parseOptions([...words]);
  return program.opts<ConnectionOptions>();
}
const open = (words: readonly string[], environment: NodeJS.ProcessEnv) =>
  openConnection(optionsOf(words, environment));
const failure = (words: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> =>
  open(words, environment).then(
    () => 'nothing',
    (error) => formatError(error),
  );

describe('the options', () => {
  test('have one for each setting but those that are for files', () => {
    const { options } = buildProgram(commands, {});
    const without = settingNames.filter(
      (name) => !options.some(({ long }) => long === `--os-${name.replaceAll('_', '-')}`),
    );

    expect(without).toEqual(['libvirt_resources_endpoint_override', 'compute_endpoint_override', 'verify', 'insecure']);
  });

  test('never have a default of the environment, which a cloud goes before', () => {
    const environment = Object.fromEntries(settingNames.map((name) => [`OS_${name.toUpperCase()}`, 'x']));

    expect(optionsOf([], environment)).toEqual({ environment, timeout: 60 });
  });

  test('that are secret stand in no line that is printed', () => {
    const program = buildProgram(commands, {});
    const secrets = ['--os-password', 'S3CRET', '--os-token=S3CRET', '--os-application-credential-secret', 'S3CRET'];
    program.parseOptions(['--os-cloud', 'lab', ...secrets, '--insecure', '--debug']);

    expect(typedOptions(program)).toBe('novatune --os-cloud lab --insecure');
  });
});

describe('openConnection logs in', () => {
  test('with a password in options', async () => {
    const fake = await serveCloud();
    const words = ['--os-auth-url', fake.keystone.url, '--os-username', 'demo', '--os-password', fakeUser.password];
    const { cloud, project } = await open([...words, '--os-project-id', fakeProject.id], homeOf());

    expect(fake.keystone.logins).toHaveLength(1);
    expect(await cloud.getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(project).toBe(fakeProject.id);
    expect(fake.keystone.logins).toHaveLength(1);
  });

  test('with a cloud of clouds.yaml, and an option before what stands there', async () => {
    const fake = await serveCloud();
    const environment = homeOf(labOf(fake, '      password: wrong\n'));

    expect(await failure(['--os-cloud', 'lab'], environment)).toMatch(
      /^ERROR \(Unauthorized\): The request you have made requires authentication\. \(HTTP 401\) \(Request-ID: req-\S+\)$/,
    );
    const { cloud, project } = await open(['--os-cloud=lab', '--os-password', fakeUser.password], environment);
    expect(await cloud.getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(project).toBe('demo');
  });

  test('with the environment', async () => {
    const { keystone } = await serveCloud();
    const { password } = fakeUser;
    const names = { OS_AUTH_URL: keystone.url, OS_USER_ID: fakeUser.id, OS_PASSWORD: password, OS_TENANT_NAME: 'demo' };

    await open([], { ...homeOf(), ...names });

    expect(keystone.logins).toHaveLength(1);
  });

  test('and finds novatune where the catalog, or an option, says', async () => {
    const fake = await serveCloud();
    const environment = homeOf(labOf(fake, `      password: ${fakeUser.password}\n`));

    expect(await failure(['--os-region-name', 'R9'], environment)).toBe(
      'ERROR (EndpointNotFound): There is no endpoint for novatune: libvirt-resources has no public endpoint in region R9, ' +
        'only public in RegionOne.',
    );
    expect(await failure(['--os-service-type', 'x'], environment)).toContain(
      'no service of type x, only libvirt-resources.',
    );
    fake.keystone.catalog = [];
    const { cloud } = await open(['--os-endpoint-override', fake.serviceUrl], environment);
    expect(await cloud.getCpuPriority(serverId)).toEqual({ share: 1024 });
  });

  test('and asks nobody for a token with none and noauth', async () => {
    const fake = await serveCloud();
    const where = ['--os-endpoint-override', fake.serviceUrl];

    const none = await open(['--os-auth-type', 'none', ...where], homeOf());
    const noauth = await open(
      ['--os-auth-type=noauth', '--os-user-id=admin', '--os-project-id=operations', ...where],
      homeOf(),
    );
    await expect(none.cloud.getCpuPriority(serverId)).rejects.toThrow();
    await expect(noauth.cloud.getCpuPriority(serverId)).rejects.toThrow();

    expect(fake.keystone.logins).toEqual([]);
    expect(fake.asked.map(({ token }) => token)).toEqual([undefined, 'admin:operations']);
  });
});

describe('openConnection names', () => {
  test.each<[string, readonly string[], object, string]>([
    [
      'all that is missing, and how to give it',
      [],
      {},
      'You must provide --os-auth-url (OS_AUTH_URL), --os-username or --os-user-id (OS_USERNAME, OS_USER_ID), ' +
        '--os-password (OS_PASSWORD), --os-project-name or --os-project-id (OS_PROJECT_NAME, OS_PROJECT_ID); ' +
        'or name a cloud of clouds.yaml with --os-cloud (OS_CLOUD).',
    ],
    [
      'only what is missing',
      ['--os-username', 'demo', '--os-project-name', ''],
      { OS_AUTH_URL: 'http://k.test', OS_PASSWORD: 'S3CRET' },
      'You must provide --os-project-name or --os-project-id (OS_PROJECT_NAME, OS_PROJECT_ID).',
    ],
    [
      'what noauth needs',
      ['--os-auth-type', 'noauth'],
      {},
      'You must provide --os-user-id (OS_USER_ID), --os-project-id (OS_PROJECT_ID), ' +
        '--os-endpoint-override (OS_ENDPOINT_OVERRIDE), such as http://127.0.0.1:9774.',
    ],
    [
      'what is not supported',
      [],
      { OS_AUTH_TYPE: 'v3oidcpassword' },
      "The authentication type 'v3oidcpassword' is not supported: novatune knows password, token, v3applicationcredential, none, noauth.",
    ],
    [
      'a URL that is none, without its credentials',
      ['--os-auth-url', 'http://demo:S3CRET@k.test', '--os-username=a', '--os-password=S3CRET', '--os-project-id=p'],
      {},
      'an auth URL has no credentials, no query and no fragment: it takes a URL such as http://127.0.0.1:5000/v3',
    ],
  ])('%s', async (_, words, environment, message) => {
    expect(await failure(words, { ...homeOf(), ...environment })).toBe(`ERROR (CommandError): ${message}`);
  });

  test('what a cloud lacks, by key and option', async () => {
    const environment = homeOf('clouds: {lab: {auth: {auth_url: "http://k.test", password: S3CRET}}}');

    expect(await failure(['--os-cloud', 'lab'], environment)).toBe(
      "ERROR (CommandError): The cloud 'lab' lacks username or user_id (--os-username, --os-user-id), " +
        'project_name or project_id (--os-project-name, --os-project-id).',
    );
  });

  test('the clouds that one could name', async () => {
    expect(await failure([], homeOf('clouds: {lab: {}, other: {}}'))).toContain(
      '; or name a cloud of clouds.yaml with --os-cloud (OS_CLOUD), which has lab, other.',
    );
  });

  test('what is passed over, on stderr', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await failure([], { ...homeOf('clouds: {lab: {profile: vexxhost}}') });
    const written = write.mock.calls.join('');
    write.mockRestore();

    expect(written).toBe(
      "WARNING: The cloud 'lab' has the profile 'vexxhost', which is passed over: novatune knows no profiles of vendors.\n",
    );
  });

  test('certificates by their option, wherever they are from', async () => {
    const opening = open([], {
      ...homeOf('clouds: {lab: {auth_type: none, endpoint_override: "http://a", cacert: /dev/null}}'),
    });

    await expect(opening).rejects.toThrow(
      new CommandError("There is no certificate in PEM in the file of --os-cacert, '/dev/null'."),
    );
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { type CloudUserName, cloudPassword, cloudUsers, keystoneUrl, region } from '../lab/openstack/index.ts';

export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface ToolOptions {
  readonly user: CloudUserName;
  /** The compute endpoint to use instead of the catalog's, such as a novatuned's `http://127.0.0.1:9774/v2.1`. */
  readonly computeUrl?: string;
  readonly timeoutMs?: number;
}

/** Runs Debian's `openstack` or `nova` as a user types it, in a home of its own: nothing of the machine's configuration counts. */
export async function runTool(
  [command = '', ...args]: readonly string[],
  { user, computeUrl, timeoutMs = 60_000 }: ToolOptions,
): Promise<ToolResult> {
  const home = await mkdtemp(join(tmpdir(), 'novatune-tool-'));
  try {
    const clouds = join(home, 'clouds.yaml');
    await writeFile(clouds, stringify({ clouds: { lab: cloudOf(user, computeUrl) } }), { mode: 0o600 });
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LC_ALL: 'C.UTF-8',
      HOME: home,
      // novaclient knows no clouds.yaml.
      ...(command === 'nova' ? variablesOf(user, computeUrl) : { OS_CLIENT_CONFIG_FILE: clouds, OS_CLOUD: 'lab' }),
    };
    const result = await execa(command, args, {
      env,
      extendEnv: false,
      reject: false,
      timeout: timeoutMs,
      stdin: 'ignore',
    });
    if (result.exitCode === undefined) throw new Error(`${command} has not ended by itself: ${result.shortMessage}`);
    return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode };
  } finally {
    await rm(home, { recursive: true });
  }
}

const cloudOf = (user: CloudUserName, computeUrl: string | undefined): object => ({
  auth: {
    auth_url: keystoneUrl,
    username: user,
    password: cloudPassword,
    project_name: cloudUsers[user].project,
    user_domain_name: 'Default',
    project_domain_name: 'Default',
  },
  region_name: region,
  identity_api_version: '3',
  ...(computeUrl === undefined ? {} : { compute_endpoint_override: computeUrl }),
});

const variablesOf = (user: CloudUserName, computeUrl: string | undefined): Record<string, string> => ({
  OS_AUTH_URL: keystoneUrl,
  OS_USERNAME: user,
  OS_PASSWORD: cloudPassword,
  OS_PROJECT_NAME: cloudUsers[user].project,
  OS_USER_DOMAIN_NAME: 'Default',
  OS_PROJECT_DOMAIN_NAME: 'Default',
  OS_REGION_NAME: region,
  OS_IDENTITY_API_VERSION: '3',
  ...(computeUrl === undefined ? {} : { OS_ENDPOINT_OVERRIDE: computeUrl }),
});

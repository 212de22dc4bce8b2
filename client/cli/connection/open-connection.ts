import { describeMissing } from '../../clouds/describe-missing.ts';
import { loginOfSettings, type SettledLogin } from '../../clouds/login-of-settings.ts';
import { type ReadSettings, readSettings } from '../../clouds/read-settings.ts';
import { optionOf, type SettingName, type Settings, settingNames } from '../../clouds/settings.ts';
import { SettingsError } from '../../clouds/settings-error.ts';
import { readTrust } from '../../clouds/trust.ts';
import { connect } from '../../connect.ts';
import type { Cloud, CloudWarning, Fetch } from '../../index.ts';
import { nodeFetch } from '../../node/node-fetch.ts';
import { CommandError } from '../errors.ts';
import { interruption } from '../interruption.ts';
import { sayPassedOver } from '../say.ts';
import { askPassword } from './ask-password.ts';
import type { CloudOptionValues } from './cloud-options.ts';

/** The options that say where and as whom, as commander names them. */
export interface ConnectionOptions extends CloudOptionValues {
  readonly environment: NodeJS.ProcessEnv;
  readonly osCloud?: string;
  readonly insecure?: boolean;
  readonly timeout?: number;
  readonly debug?: boolean;
}

/** A cloud that is logged in to. */
export interface Connection {
  readonly cloud: Cloud;
  /** The project by its name or id, as far as it was said. */
  readonly project: string | undefined;
}

/**
 * Logs in to the cloud that the options, clouds.yaml and the environment name.
 * @throws {CommandError} something is missing, or not supported
 * @throws {CloudError} the login was refused, or no answer came
 */
export async function openConnection(
  options: ConnectionOptions,
  onWarning?: (warning: CloudWarning) => void,
): Promise<Connection> {
  try {
    const read = await readSettings({
      cloud: options.osCloud,
      typed: typedSettings(options),
      env: options.environment,
      cwd: '.',
    });
    read.warnings.forEach(sayPassedOver);
    const { options: where } = await settle(read);
    const timeoutMs = options.timeout === undefined ? {} : { timeoutMs: Math.ceil(options.timeout * 1000) };
    const fetch = await fetchFor(read.settings, options);
    const cloud = connect({ ...where, fetch, signal: interruption, ...timeoutMs, ...(onWarning && { onWarning }) });
    // Once, and not for each server: whoever is refused often is locked out.
    await cloud.logIn();
    return { cloud, project: read.settings.project_name ?? read.settings.project_id };
  } catch (error) {
    throw error instanceof TypeError || error instanceof SettingsError ? new CommandError(error.message) : error;
  }
}

function typedSettings(options: ConnectionOptions): Settings {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const typed = settingNames.map((name) => [name, given[attributeOf(name)]] as const);
  const texts = typed.filter(([, value]) => typeof value === 'string' && value !== '');
  return { ...Object.fromEntries(texts), ...(options.insecure ? { insecure: 'true' } : {}) };
}

/** As commander calls what an option was given: `osUserId` for `--os-user-id`. */
const attributeOf = (name: SettingName): string =>
  `os_${name}`.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What to connect with. A password that alone is missing is asked for, if somebody is there. */
async function settle(read: ReadSettings): Promise<SettledLogin> {
  const settled = loginOfSettings(read.settings);
  const { missing } = settled;
  if (missing.length === 0) return settled;
  if (missing.flat().join() !== 'password' || !process.stdin.isTTY)
    throw new CommandError(describeMissing(missing, read, true));
  const terminal = { input: process.stdin, output: process.stderr, signal: interruption };
  return loginOfSettings({ ...read.settings, password: await askPassword(terminal) });
}

async function fetchFor(settings: Settings, { debug = false }: ConnectionOptions): Promise<Fetch> {
  const trust = await readTrust(settings, optionOf('cacert'));
  const fetch = nodeFetch(trust);
  if (!debug) return fetch;
  const { tracedFetch } = await import('./trace.ts');
  const { cacert } = settings;
  return tracedFetch(fetch, { insecure: trust.insecure, ...(cacert === undefined ? {} : { osCacert: cacert }) });
}

// clouds/ reads where novatune is and who asks it, as OpenStack's own tools do: clouds.yaml, secure.yaml and OS_* variables. It imports
// the client, Node and YAML, and is for scripts on Node what `--os-cloud` is on the command line. Start at read-settings.ts.
import type { LoginOptions } from '../access-of.ts';
import type { Fetch } from '../exchange.ts';
import { nodeFetch } from '../node/node-fetch.ts';
import type { Environment } from './clouds-files.ts';
import { describeMissing } from './describe-missing.ts';
import { loginOfSettings } from './login-of-settings.ts';
import { readSettings } from './read-settings.ts';
import { SettingsError } from './settings-error.ts';
import { readTrust } from './trust.ts';

export { SettingsError } from './settings-error.ts';

/** Which cloud. */
export interface CloudChoice {
  /** One of clouds.yaml; unless given OS_CLOUD names it, or else other OS_* variables stand for one, or else it is the only one. */
  readonly cloud?: string;
  /** The environment; the process's own unless given. */
  readonly env?: Environment;
}

/** What `connect` takes of a cloud. */
export type CloudOptions = LoginOptions & { readonly fetch?: Fetch };

/**
 * What `connect` takes to reach a cloud of clouds.yaml, or of the environment: `connect(await readCloud({ cloud: 'lab' }))`. What is passed
 * over is told by a warning of the process.
 * @throws {SettingsError} there is no such cloud, or it lacks something, or has something that is not supported
 */
export async function readCloud({ cloud, env = process.env }: CloudChoice = {}): Promise<CloudOptions> {
  const read = await readSettings({ cloud, env, cwd: '.', typed: {} });
  for (const warning of read.warnings) process.emitWarning(warning);
  const { options, missing } = loginOfSettings(read.settings);
  if (missing.length > 0) throw new SettingsError(describeMissing(missing, read));
  const trust = await readTrust(read.settings, 'cacert');
  const isUsual = !trust.insecure && trust.authorities === undefined;
  return isUsual ? options : { ...options, fetch: nodeFetch(trust) };
}

import { type CloudEntry, entryKeys, parseEntry } from './cloud-entry.ts';
import type { CloudsFiles, Environment, Surroundings } from './clouds-files.ts';
import { mergeSettings, optionOf, type SettingName, type Settings, variableOf } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/** Where settings come from. */
export interface Sources extends Surroundings {
  /** The name of the cloud, if somebody has named one. */
  readonly cloud?: string | undefined;
  /** What goes before all else. */
  readonly typed: Settings;
}

/** What the sources say together. */
export interface ReadSettings {
  readonly settings: Settings;
  /** The cloud of clouds.yaml that is used; undefined where it is that of the environment, or none. */
  readonly cloud: string | undefined;
  /** The clouds that one could name. */
  readonly clouds: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Of the environment, these say nothing of who asks, and go before a cloud of clouds.yaml as well.
 * @see osc-lib osc_lib/shell.py, build_option_parser
 */
const where: readonly string[] = [
  'region_name',
  'interface',
  'endpoint_type',
  'cacert',
  'default_domain',
  'service_type',
];
/** So does this one, but for a cloud that is typed: its token would go to where another one's should. */
const override: SettingName = 'endpoint_override';

const aboutOverride = (cloud: string | undefined): string =>
  `${variableOf(override)} is passed over, since it may be for another cloud than '${cloud}': type ${optionOf(override)}, or write ` +
  `${override} in clouds.yaml.`;

/**
 * Reads what is set: typed options go before the cloud of clouds.yaml that is named, or else the environment. Where neither names
 * anything, a cloud that is the only one of clouds.yaml is taken. @see openstacksdk openstack/config/loader.py
 * @throws {SettingsError} there is no cloud of that name, or a file or the environment says what is not supported
 */
export async function readSettings(sources: Sources): Promise<ReadSettings> {
  const { typed, env } = sources;
  const name = sources.cloud || env.OS_CLOUD || undefined;
  const environment = rawEnvironment(env);
  const saysWho = Object.keys(environment).some((key) => key !== override && !where.includes(key));
  if (name === (env.OS_CLOUD_NAME || 'envvars') || (name === undefined && saysWho)) {
    const { settings, warnings } = parseEnvironment(environment);
    return { settings: mergeSettings([typed, settings]), cloud: undefined, clouds: [], warnings };
  }

  // YAML takes a while to load, and many runs do not need it.
  const { readCloudsFiles } = await import('./clouds-files.ts');
  const files = await readCloudsFiles(sources);
  const clouds = [...files.clouds.keys()];
  const cloud = name ?? (clouds.length === 1 ? clouds[0] : undefined);
  const entry = cloud === undefined ? undefined : getCloud(cloud, files);
  const heeded = sources.cloud ? where : [...where, override];
  const beside = Object.fromEntries(Object.entries(environment).filter(([key]) => heeded.includes(key)));
  const settings = mergeSettings([typed, parseEnvironment(beside).settings, entry?.settings ?? {}]);
  const isMissed = (environment[override] ?? settings[override]) !== settings[override];
  const warnings = [
    ...(entry?.warnings ?? []),
    ...(isMissed && typed[override] === undefined ? [aboutOverride(cloud)] : []),
  ];
  return { settings, cloud, clouds, warnings };
}

function getCloud(name: string, { clouds, paths }: CloudsFiles): CloudEntry {
  const raw = clouds.get(name);
  if (raw !== undefined) return parseEntry(raw, `The cloud '${name}'`, (key) => key);
  const there =
    paths.length === 0
      ? 'there is no clouds.yaml here, in ~/.config/openstack or in /etc/openstack'
      : `${paths.join(' and ')} ${paths.length === 1 ? 'has' : 'have'} ${[...clouds.keys()].join(', ') || 'none'}`;
  throw new SettingsError(`There is no cloud '${name}': ${there}.`);
}

/** The variables that mean something, by their keys. */
const rawEnvironment = (env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entryKeys.flatMap((key) => {
      const value = env[variableOf(key)];
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );

const parseEnvironment = (raw: Readonly<Record<string, string>>): CloudEntry =>
  parseEntry(raw, 'The environment', variableOf);

import { type Fields, isObject } from '../answer-shape.ts';
import { type SettingName, type Settings, settingNames } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/** One cloud of clouds.yaml, or of the environment. */
export interface CloudEntry {
  readonly settings: Settings;
  /** What is passed over, and may be missed. */
  readonly warnings: readonly string[];
}

/** Older names. @see openstacksdk openstack/config/loader.py, _fix_backwards_auth and its kin */
const aliases: readonly (readonly [old: string, name: SettingName])[] = [
  ['tenant_name', 'project_name'],
  ['tenant_id', 'project_id'],
  ['auth_token', 'token'],
  ['auth_plugin', 'auth_type'],
  ['endpoint_type', 'interface'],
];

/** A domain that is said once for user and project. @see openstacksdk openstack/config/loader.py, _handle_domain_id */
const shared: readonly (readonly [name: string, SettingName, SettingName])[] = [
  ['domain_id', 'user_domain_id', 'project_domain_id'],
  ['domain_name', 'user_domain_name', 'project_domain_name'],
];

/** To pass these over would log in otherwise than was meant. */
const unsupported = ['system_scope', 'trust_id', 'passcode', 'cert', 'key'];

/** Every key that means something here. */
export const entryKeys: readonly string[] = [
  ...settingNames,
  ...aliases.map(([old]) => old),
  ...shared.map(([name]) => name),
  ...unsupported,
  'identity_api_version',
];

/**
 * What a cloud says. Its login may stand under `auth` or beside it.
 * @param where what errors and warnings call it, such as `The cloud 'lab'`
 * @param nameOf what they call a key
 * @throws {SettingsError} something is not supported, or is no text
 */
export function parseEntry(raw: Fields, where: string, nameOf: (key: string) => string): CloudEntry {
  const { auth = null } = raw;
  if (auth !== null && !isObject(auth)) throw new SettingsError(`${where}: ${nameOf('auth')} takes keys with values.`);
  const fields = { ...withUnderscores(raw), ...withUnderscores(auth ?? {}) };
  const text = (key: string): string | undefined => textOf(fields[key], where, nameOf(key));

  const found = unsupported.filter((key) => text(key) !== undefined);
  if (!/^(v?3(\..*)?)?$/.test(text('identity_api_version') ?? '')) found.push('identity_api_version');
  if (found.length > 0) throw new SettingsError(`${where} has what is not supported: ${found.map(nameOf).join(', ')}.`);

  const settings = new Map<SettingName, string>();
  const offer = (name: SettingName, value: string | undefined): void => {
    if (value !== undefined && !settings.has(name)) settings.set(name, value);
  };
  for (const name of settingNames) offer(name, text(name));
  for (const [old, name] of aliases) offer(name, text(old));
  for (const [name, ...both] of shared)
    for (const each of both) if (!hasDomain(settings, each)) offer(each, text(name));
  offer('region_name', firstRegion(fields.regions));
  return { settings: Object.fromEntries(settings), warnings: warningsOf(fields, where) };
}

/** Nobody says both the id and the name of one domain. */
const hasDomain = (settings: ReadonlyMap<SettingName, string>, name: SettingName): boolean =>
  [name.replace(/_name$/, '_id'), name.replace(/_id$/, '_name')].some((each) => settings.has(each as SettingName));

const withUnderscores = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.replaceAll('-', '_'), value]));

function textOf(value: unknown, where: string, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new SettingsError(`${where}: ${name} takes a text.`);
}

/** The first of `regions` counts, each of which is a name or has one. */
function firstRegion(regions: unknown): string | undefined {
  const first: unknown = Array.isArray(regions) ? regions[0] : undefined;
  const name = isObject(first) ? first.name : first;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function warningsOf({ profile, cloud }: Fields, where: string): string[] {
  const vendor = profile ?? cloud;
  if (typeof vendor !== 'string' || vendor === '') return [];
  return [`${where} has the profile '${vendor}', which is passed over: novatune knows no profiles of vendors.`];
}

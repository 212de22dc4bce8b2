// What says where novatune is and as whom to ask it, in the words of clouds.yaml. The option --os-auth-url, the variable OS_AUTH_URL and
// the field authUrl of a login are all called after auth_url here.

export const settingNames = [
  'auth_type',
  'auth_url',
  'username',
  'user_id',
  'user_domain_name',
  'user_domain_id',
  'password',
  'token',
  'project_name',
  'project_id',
  'project_domain_name',
  'project_domain_id',
  'default_domain',
  'application_credential_id',
  'application_credential_name',
  'application_credential_secret',
  'region_name',
  'interface',
  'service_type',
  'endpoint_override',
  'libvirt_resources_endpoint_override',
  'compute_endpoint_override',
  'cacert',
  'verify',
  'insecure',
] as const;

export type SettingName = (typeof settingNames)[number];

/** What is set; never to an empty text. */
export type Settings = { readonly [Name in SettingName]?: string };

/** The variable of a setting: OS_USER_ID for user_id. */
export const variableOf = (name: string): string => `OS_${name.toUpperCase()}`;

/** The option of a setting: --os-user-id for user_id. */
export const optionOf = (name: string): string => `--os-${name.replaceAll('_', '-')}`;

/** Of these, one that is set takes the place of the others in what it goes before. */
const alternatives: readonly (readonly SettingName[])[] = [
  ['username', 'user_id'],
  ['user_domain_name', 'user_domain_id'],
  ['project_name', 'project_id'],
  ['project_domain_name', 'project_domain_id'],
  ['application_credential_id', 'application_credential_name'],
  ['cacert', 'verify', 'insecure'],
];

/** Settings of several sources in one; the first source goes before the second. */
export function mergeSettings([first = {}, ...rest]: readonly Settings[]): Settings {
  if (rest.length === 0) return first;
  const others = Object.entries(mergeSettings(rest)).filter(([name]) => !isReplaced(name as SettingName, first));
  return { ...Object.fromEntries(others), ...first };
}

const isReplaced = (name: SettingName, by: Settings): boolean =>
  (alternatives.find((group) => group.includes(name)) ?? [name]).some((each) => by[each] !== undefined);

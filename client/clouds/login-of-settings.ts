import type { LoginOptions } from '../access-of.ts';
import { type Login, loginFields, missingNeeds, type PartialLogin } from '../login.ts';
import type { SettingName, Settings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/** keystoneauth's names for the ways to log in, and cinderclient's noauth. @see keystoneauth pyproject.toml */
const loginTypes: Readonly<Record<string, Login['type']>> = {
  password: 'password',
  v3password: 'password',
  token: 'token',
  v3token: 'token',
  v3applicationcredential: 'applicationCredential',
  none: 'none',
  noauth: 'noauth',
};

const endpointNames = [
  'endpoint_override',
  'libvirt_resources_endpoint_override',
  'compute_endpoint_override',
] as const;

/** What settings lead to: what `connect` takes, as far as it is there. */
export interface SettledLogin {
  readonly options: LoginOptions;
  /** What is missing, of which `options` then knows nothing: for each need the settings of which one would do. */
  readonly missing: readonly (readonly SettingName[])[];
}

/**
 * The login that settings describe.
 * @throws {SettingsError} its type is not supported
 */
export function loginOfSettings(settings: Settings): SettledLogin {
  const login = partialLogin(settings);
  const missing = missingNeeds(login).map((need) => need.map(settingOf));
  const needsEndpoint = login.type === 'none' || login.type === 'noauth';
  if (needsEndpoint && endpointNames.every((name) => settings[name] === undefined)) missing.push(['endpoint_override']);
  return { options: { auth: login as Login, ...placeOf(settings) }, missing };
}

function partialLogin(settings: Settings): PartialLogin {
  const type = typeOf(settings);
  const withDomains = { ...defaultDomains(settings), ...settings };
  const fields = loginFields[type].map((field) => [field, withDomains[settingOf(field)]] as const);
  return { type, ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)) };
}

function typeOf(settings: Settings): Login['type'] {
  const { auth_type: name, token, password } = settings;
  if (name === undefined) {
    if (token !== undefined && password === undefined) return 'token';
    return Object.keys(settings).some((each) => each.startsWith('application_credential_'))
      ? 'applicationCredential'
      : 'password';
  }
  const type = Object.hasOwn(loginTypes, name) ? loginTypes[name] : undefined;
  if (type !== undefined) return type;
  const known = 'password, token, v3applicationcredential, none, noauth';
  throw new SettingsError(`The authentication type '${name}' is not supported: novatune knows ${known}.`);
}

/** The setting that a field of a login is called after: user_id for `userId`. */
const settingOf = (field: string): SettingName =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as SettingName;

/** The id of a domain, for those of user and project that are named by nothing. */
const defaultDomains = ({ default_domain: id, user_domain_name, project_domain_name }: Settings): Settings =>
  id === undefined
    ? {}
    : {
        ...(user_domain_name === undefined ? { user_domain_id: id } : {}),
        ...(project_domain_name === undefined ? { project_domain_id: id } : {}),
      };

function placeOf(settings: Settings): Omit<LoginOptions, 'auth' | 'token'> {
  const { region_name: region, interface: name, service_type: serviceType, endpoint_override: endpoint } = settings;
  const { libvirt_resources_endpoint_override: beside, compute_endpoint_override: inFront } = settings;
  return {
    ...(region === undefined ? {} : { region }),
    ...(name === undefined ? {} : { interface: name }),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(endpoint === undefined ? {} : { endpoint }),
    endpoints: {
      ...(beside === undefined ? {} : { 'libvirt-resources': beside }),
      ...(inFront === undefined ? {} : { compute: inFront }),
    },
  };
}

import type { ConfigCheck } from './checks.ts';
import type { KeystoneConfig } from './shape.ts';

const keystoneIsNamed: ConfigCheck = {
  needs: ['auth'],
  problems: ({ auth: { strategy, keystone } }) =>
    strategy === 'keystone' && keystone === undefined
      ? ['auth.keystone: is missing: with strategy keystone it must say where Keystone is and how novatuned logs in']
      : [],
};

const canLogIn: ConfigCheck = {
  needs: ['auth'],
  problems({ auth: { keystone } }) {
    if (keystone === undefined) return [];
    const { password, password_file, application_credential_secret, application_credential_secret_file } = keystone;
    const problems = required[keystone.auth_type]
      .filter((key) => keystone[key] === undefined)
      .map((key) => `auth.keystone.${key}: is missing: auth_type ${keystone.auth_type} takes it`);
    return keystone.auth_type === 'password'
      ? [...problems, ...oneOfTwo('password', password, password_file)]
      : [
          ...problems,
          ...oneOfTwo(
            'application_credential_secret',
            application_credential_secret,
            application_credential_secret_file,
          ),
        ];
  },
};

const required: Readonly<Record<KeystoneConfig['auth_type'], readonly (keyof KeystoneConfig)[]>> = {
  password: ['username', 'project_name'],
  v3applicationcredential: ['application_credential_id'],
};

function oneOfTwo(key: string, itself: unknown, file: unknown): string[] {
  if ((itself === undefined) !== (file === undefined)) return [];
  const what = itself === undefined ? 'is missing' : 'is there twice';
  return [`auth.keystone.${key}: ${what}: it must be given either here or by ${key}_file`];
}

const novaIsKnown: ConfigCheck = {
  needs: ['auth', 'nova', 'inventory', 'proxy', 'driver'],
  problems({ auth, nova, inventory, proxy, driver }) {
    const hasLogin = auth.keystone !== undefined;
    const checksTokens = auth.strategy === 'keystone' || driver === 'fake';
    const anyone = 'takes auth.strategy: keystone; with noauth2 anyone may call themselves admin of real servers';
    return [
      ...(inventory === 'nova' && hasLogin && !checksTokens ? [`inventory: nova ${anyone}`] : []),
      ...(proxy && (hasLogin || nova.endpoint !== undefined) && !checksTokens && inventory !== 'nova'
        ? [`proxy: true ${anyone}`]
        : []),
      ...(inventory === 'nova' && !hasLogin
        ? ['inventory: nova takes auth.keystone, for novatuned asks Nova with a login of its own']
        : []),
      ...(inventory === 'nova' && driver === 'fake'
        ? ['inventory: nova takes driver: libvirt; the made-up servers of driver: fake are not known to any Nova']
        : []),
      ...(proxy && nova.endpoint === undefined && !hasLogin
        ? ['proxy: true takes nova.endpoint, or auth.keystone to find nova-api in the catalog']
        : []),
    ];
  },
};

const templateHasNova: ConfigCheck = {
  needs: ['inventory', 'host_template'],
  problems({ inventory, host_template }) {
    if (host_template === undefined) return [];
    const unknown = [...host_template.ssh.address.matchAll(/\{([^}]*)\}/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== 'host' && name !== 'hypervisor_hostname');
    return [
      ...(inventory === 'nova' ? [] : ['host_template: takes inventory: nova, which names the hosts']),
      ...unknown.map(
        (name) => `host_template.ssh.address: has {${name}}; it may have {hypervisor_hostname} and {host}`,
      ),
      ...(/\{(host|hypervisor_hostname)\}/.test(host_template.ssh.address)
        ? []
        : [
            'host_template.ssh.address: must have {hypervisor_hostname} or {host}, or every host would be the same one',
          ]),
    ];
  },
};

const boundsAreRanges: ConfigCheck = {
  needs: ['bounds'],
  problems: ({ bounds }) =>
    bounds.flatMap(({ min, max }, index) => {
      if (min === undefined && max === undefined) return [`bounds[${index}]: must have min, max or both`];
      if (min === undefined || max === undefined || min <= max) return [];
      return [`bounds[${index}]: min ${min} is above max ${max}; it must be that or less`];
    }),
};

/** What holds beside an OpenStack. */
export const cloudChecks: readonly ConfigCheck[] = [
  keystoneIsNamed,
  canLogIn,
  novaIsKnown,
  templateHasNova,
  boundsAreRanges,
];

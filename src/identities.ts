import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Config, ConfigError, type KeystoneConfig } from './config.ts';
import type { Authenticate } from './identity/caller.ts';
import { keystone } from './identity/keystone.ts';
import { noauth2 } from './identity/noauth2.ts';
import type { Policy } from './identity/policy.ts';
import type { CloudLogin } from './openstack/cloud-login.ts';
import type { Credentials } from './openstack/credentials.ts';
import type { OpenStack } from './openstack/openstack.ts';
import { msOfSeconds } from './units.ts';

/**
 * novatuned's own login, where the configuration has one. Nothing is asked before it is needed.
 * @throws {ConfigError} a file with its secret or with certificates cannot be read
 */
export async function openLogin({ auth, nova }: Pick<Config, 'auth' | 'nova'>): Promise<CloudLogin | undefined> {
  const { keystone: settings } = auth;
  if (settings === undefined) return undefined;
  // Its HTTP client takes long to load, and without a Keystone nobody is asked.
  const { CloudLogin } = await import('./openstack/cloud-login.ts');
  return new CloudLogin({
    authUrl: settings.auth_url,
    credentials: credentialsOf(settings),
    trust: {
      insecure: settings.insecure,
      ca: settings.cafile === undefined ? undefined : readCertificates('auth.keystone.cafile', settings.cafile),
    },
    choice: { interface: settings.interface, region: settings.region_name },
    endpoints: nova.endpoint === undefined ? {} : { compute: nova.endpoint },
  });
}

/** How tokens are checked, and where callers get one; `selfUrl` is where novatuned listens. */
export function openIdentity(
  { auth }: Pick<Config, 'auth'>,
  { login, policy, selfUrl }: { login: OpenStack | undefined; policy: Policy; selfUrl: string },
): { readonly authenticate: Authenticate; readonly authUri: string } {
  if (auth.strategy === 'noauth2') return { authenticate: noauth2, authUri: selfUrl };
  if (auth.keystone === undefined || login === undefined) throw new Error('strategy keystone takes auth.keystone');
  const { token_cache_time, www_authenticate_uri, auth_url } = auth.keystone;
  return {
    authenticate: keystone({
      openstack: login,
      cacheTimeMs: msOfSeconds(token_cache_time),
      isAdmin: (claims) => policy.isAdmin(claims),
    }),
    authUri: www_authenticate_uri ?? auth_url,
  };
}

function credentialsOf(settings: KeystoneConfig): Credentials {
  if (settings.auth_type === 'password') {
    return {
      type: 'password',
      username: settings.username ?? '',
      userDomainName: settings.user_domain_name,
      password: settings.password ?? readSecret('auth.keystone.password_file', settings.password_file),
      projectName: settings.project_name ?? '',
      projectDomainName: settings.project_domain_name,
    };
  }
  return {
    type: 'v3applicationcredential',
    id: settings.application_credential_id ?? '',
    secret:
      settings.application_credential_secret ??
      readSecret('auth.keystone.application_credential_secret_file', settings.application_credential_secret_file),
  };
}

/** An editor ends the file with a new line, which is not part of the secret. */
function readSecret(key: string, path = ''): string {
  const secret = read(key, path).replace(/\r?\n$/, '');
  if (secret === '') throw new ConfigError('the configuration', [`${key}: ${path} must hold a secret; it is empty`]);
  return secret;
}

/** What is no certificate would be passed over, and then nobody be trusted. */
function readCertificates(key: string, path: string): string {
  const text = read(key, path);
  try {
    new X509Certificate(text);
    return text;
  } catch {
    throw new ConfigError('the configuration', [`${key}: ${path} must have certificates in PEM`]);
  }
}

function read(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError('the configuration', [`${key}: ${path} must be a file that can be read: ${code}`]);
  }
}

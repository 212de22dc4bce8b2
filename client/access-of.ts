import { type AccessSource, fixedAccess, isSendable } from './access.ts';
import { findEndpoint, type Wanted } from './catalog.ts';
import { parseEndpoint } from './endpoint.ts';
import type { Wire } from './exchange.ts';
import { parseAuthUrl } from './identity-url.ts';
import { logIn } from './keystone.ts';
import { checkLogin, type KeystoneLogin, type Login } from './login.ts';
import { LoginAccess } from './login-access.ts';

/** With a token that somebody else got. It cannot be renewed. */
export interface TokenOptions {
  /**
   * Where novatune answers, such as `http://127.0.0.1:9774`; with a version (`…/v2.1`), with a project after it, or without. It has no
   * credentials, no query and no fragment.
   */
  readonly endpoint: string;
  /** Goes into `X-Auth-Token`; with the service's strategy `noauth2` it is `user:project`. */
  readonly token: string;
  readonly auth?: never;
}

/** With a login: at the first call, again when the token nears its end, and once more when it was refused. */
export interface LoginOptions {
  readonly auth: Login;
  /** Where novatune answers, whatever the catalog says. Needed where there is no catalog. */
  readonly endpoint?: string;
  /** What stands in the place of the catalog's endpoints, by the type of service. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** The type of service to look for in the catalog: `libvirt-resources`, or else `compute`, unless given. */
  readonly serviceType?: string;
  /** The first one of the catalog unless given. */
  readonly region?: string;
  /** `public` unless given; or `internal` or `admin`. */
  readonly interface?: string;
  readonly token?: never;
}

/** novatune beside Nova, and novatune in front of it. */
const serviceTypes = ['libvirt-resources', 'compute'];

/** So long before its end a token is renewed. @see keystoneauth1 identity/base.py, MIN_TOKEN_LIFE_SECONDS */
const shortestRestMs = 120_000;

/**
 * Where and as whom requests go.
 * @throws {TypeError} a URL is none, the token cannot stand in a header, or the login lacks something
 */
export function accessOf(options: TokenOptions | LoginOptions, wire: Wire): AccessSource {
  if (options.auth === undefined) {
    const endpoint = parseEndpoint(options.endpoint);
    if (isSendable(options.token)) return fixedAccess({ endpoint, token: options.token });
    throw new TypeError('the token cannot be sent: it takes printable ASCII without spaces');
  }
  if (options.token !== undefined) throw new TypeError('there is either a token or auth, not both');
  const login = checkLogin(options.auth);
  const endpoint = options.endpoint === undefined ? undefined : parseEndpoint(options.endpoint);
  const wanted = wantedOf(options);
  if (login.type !== 'noauth' && login.type !== 'none') return keystoneAccess(login, endpoint, wanted, wire);

  const access = { endpoint: endpoint ?? withoutCatalog(wanted, login.type) };
  if (login.type === 'none') return fixedAccess(access);
  const token = `${login.userId}:${login.projectId}`;
  if (isSendable(token)) return fixedAccess({ ...access, token });
  throw new TypeError('auth.userId and auth.projectId cannot be sent: they take printable ASCII without spaces');
}

function keystoneAccess(login: KeystoneLogin, endpoint: string | undefined, wanted: Wanted, wire: Wire): AccessSource {
  parseAuthUrl(login.authUrl);
  return new LoginAccess(async () => {
    const { token, lifetimeMs, catalog } = await logIn(login, wire);
    const place = endpoint === undefined ? findEndpoint(catalog, wanted) : { endpoint };
    // What Keystone gives for a token ends with that one, so that a new one would be no better.
    const usedForMs = login.type === 'token' ? undefined : lifetimeMs;
    return { access: { ...place, token }, usedForMs: (usedForMs ?? Number.POSITIVE_INFINITY) - shortestRestMs };
  });
}

function wantedOf({ endpoints = {}, serviceType, region, interface: name = 'public' }: LoginOptions): Wanted {
  const overrides = Object.entries(endpoints).map(([type, url]) => [type, parseEndpoint(url)] as const);
  const types = serviceType === undefined ? serviceTypes : [serviceType];
  return { types, interface: name, region, overrides: new Map(overrides) };
}

function withoutCatalog({ types, overrides }: Wanted, kind: string): string {
  const endpoint = types.map((type) => overrides.get(type)).find((url) => url !== undefined);
  if (endpoint !== undefined) return endpoint;
  throw new TypeError(`a login of type ${kind} takes an endpoint as well: it has no catalog`);
}

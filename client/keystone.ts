import { isSendable } from './access.ts';
import { isObject } from './answer-shape.ts';
import { authRequest } from './auth-request.ts';
import { CloudError } from './cloud-error.ts';
import { type Answer, exchange, type Wire } from './exchange.ts';
import { show } from './failures.ts';
import { findIdentityUrl, parseAuthUrl } from './identity-url.ts';
import type { KeystoneLogin } from './login.ts';
import { withSecondChances } from './second-chances.ts';

/** What Keystone gives for a login. */
export interface Issued {
  readonly token: string;
  /** How long it holds from now on, by Keystone's own clock; undefined if Keystone does not say. */
  readonly lifetimeMs: number | undefined;
  /** The services that there are, as Keystone tells of them. */
  readonly catalog: unknown;
}

/**
 * Logs in.
 * @throws {CloudError} Keystone refused it, something else answered, or nobody
 */
export async function logIn(login: KeystoneLogin, wire: Wire): Promise<Issued> {
  const endpoint = await findIdentityUrl(parseAuthUrl(login.authUrl), wire);
  const body = JSON.stringify(authRequest(login));
  // A second token does no harm.
  const message = { method: 'POST', endpoint, path: '/auth/tokens', body, reads: true } as const;
  const answer = await withSecondChances(async () => {
    const said = await exchange(message, wire);
    if (said.status !== 201) throw errorOfLogin(said);
    return said;
  }, wire.signal);
  const token = answer.headers.get('X-Subject-Token');
  const about = isObject(answer.body) ? answer.body.token : undefined;
  if (!isSendable(token) || !isObject(about)) {
    const { status, requestId } = answer;
    throw new CloudError('badAnswer', `${endpoint} answered a login with no token`, { status, requestId });
  }
  return { token, lifetimeMs: lifetimeOf(about), catalog: about.catalog };
}

/** Keystone's form is `{"error": {"code", "message", "title"}}`. */
function errorOfLogin({ status, requestId, headers, body, text }: Answer): CloudError {
  const about = { status, requestId };
  if (headers.get('Openstack-Auth-Receipt') !== null)
    return new CloudError('unauthorized', 'Keystone asks for a second factor, which is not supported', about);
  const message = isObject(body) && isObject(body.error) ? body.error.message : undefined;
  if (typeof message !== 'string') return new CloudError('badAnswer', show(text, { status }, 'Keystone'), about);
  return new CloudError(faults[status] ?? 'badAnswer', message, about);
}

/** A 404 is none: it would be taken for a server that is not there. */
const faults: Readonly<Record<number, string>> = { 400: 'badRequest', 401: 'unauthorized', 403: 'forbidden' };

/** From the difference of Keystone's own times, since the clock here may be another. */
function lifetimeOf({ issued_at, expires_at }: Readonly<Record<string, unknown>>): number | undefined {
  const lifetimeMs = timeOf(expires_at) - timeOf(issued_at);
  return Number.isNaN(lifetimeMs) ? undefined : lifetimeMs;
}

const timeOf = (text: unknown): number => (typeof text === 'string' ? Date.parse(text) : Number.NaN);

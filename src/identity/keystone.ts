import pLimit from 'p-limit';
import { Fault } from '../faults.ts';
import { Joined } from '../joined.ts';
import type { Answer, OpenStack } from '../openstack/openstack.ts';
import { type Ms, ms } from '../units.ts';
import type { Authenticate, Caller, Claims } from './caller.ts';
import { parseKeystoneToken } from './keystone-token.ts';
import { digestOf, TokenCache, type Validity } from './token-cache.ts';

/** What no token of Keystone's exceeds: Fernet has 255 characters at most, JWS about a thousand. Nothing else is put to Keystone. */
const tokenForm = /^[\x21-\x7e]{1,2048}$/;
/** So many tokens are put to Keystone at once, and so many more wait; whoever makes tokens up cannot make it busier than that. */
const mostAtOnce = 16;
const mostWaiting = 256;
const longestWaitMs = 5000;

export interface KeystoneParts {
  readonly openstack: OpenStack;
  /** How long a token that has been found valid is taken for valid. */
  readonly cacheTimeMs: Ms;
  readonly isAdmin: (claims: Claims) => boolean;
  /** The clock, in ms; for tests. */
  readonly now?: () => number;
}

/**
 * Has Keystone say whose a token is. What it has said is remembered; requests with one token that come together ask once.
 * Only tokens of a project are taken, and none of an application credential with access rules: those are not held to them here, so
 * Keystone is not told that they were, and refuses.
 * @see keystonemiddleware/auth_token/__init__.py, keystone/token/provider.py
 */
export function keystone({ openstack, cacheTimeMs, isAdmin, now = Date.now }: KeystoneParts): Authenticate {
  const cache = new TokenCache(cacheTimeMs, now);
  const underWay = new Joined<Caller | undefined>();
  const limit = pLimit(mostAtOnce);

  async function validate(token: string, digest: string): Promise<Caller | undefined> {
    const valid = await findValidity(token);
    if (valid !== undefined) cache.keep(digest, valid);
    return valid?.caller;
  }

  async function findValidity(token: string): Promise<Validity | undefined> {
    const answer = await askInTurn(token);
    if (answer.status === 404) return undefined;
    const valid = answer.status === 200 ? parseKeystoneToken(answer.body) : undefined;
    if (valid === undefined) throw unavailable(describeRefusal(answer));
    const { claims, expiresAt, hasAccessRules } = valid;
    if (claims === undefined || hasAccessRules || expiresAt <= now()) return undefined;
    return { caller: { ...claims, isAdmin: isAdmin(claims) }, expiresAt };
  }

  async function askInTurn(token: string): Promise<Answer> {
    if (limit.pendingCount >= mostWaiting) throw unavailable('too many tokens wait to be validated');
    const since = performance.now();
    return limit(() => {
      if (performance.now() - since > longestWaitMs) throw unavailable('a token has waited too long to be validated');
      return openstack.askKeystone('/auth/tokens?nocatalog', {
        method: 'GET',
        headers: { 'x-subject-token': token },
        timeoutMs: ms(longestWaitMs),
      });
    });
  }

  return async (token) => {
    if (!tokenForm.test(token)) return undefined;
    const digest = digestOf(token);
    return cache.find(digest) ?? underWay.ask(digest, () => validate(token, digest));
  };
}

const describeRefusal = ({ status }: Answer): string =>
  status === 403
    ? 'Keystone does not let novatuned validate tokens; its user must have the role service or admin'
    : `Keystone answers ${status} to a validation, and no token`;

/** What the caller is told is the same for each; the log has the reason. */
const unavailable = (reason: string): Fault =>
  new Fault('cloudUnavailable', 'The Keystone service is temporarily unavailable.', { cause: new Error(reason) });

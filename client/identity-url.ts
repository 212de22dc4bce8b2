import { isObject, objectsOf } from './answer-shape.ts';
import { CloudError } from './cloud-error.ts';
import { parseBase } from './endpoint.ts';
import { exchange, type Wire } from './exchange.ts';

const keystone = { name: 'auth URL', example: 'http://127.0.0.1:5000/v3' };

/**
 * Keystone's URL as it was given, without a slash at the end.
 * @throws {TypeError} it is no http or https URL, has more than a path, or is of version 2.0
 */
export function parseAuthUrl(authUrl: string): string {
  const base = parseBase(authUrl, keystone);
  if (/\/v2(\.0)?$/.test(base))
    throw new TypeError(`Keystone's version 2.0 is not supported: '${base}' should end in /v3, or in no version`);
  return base;
}

/**
 * Where Keystone's version 3 answers, without a slash at the end. What has no `/v3` at its end is asked once, as keystoneauth does; what
 * does not answer that may still answer the login itself, which is then the one to fail.
 * @throws {CloudError} `timeout`: no answer came in time
 */
export async function findIdentityUrl(base: string, wire: Wire): Promise<string> {
  if (/\/v3$/.test(base)) return base;
  try {
    // Keystone answers 300 here, which is none of the statuses that a `fetch` follows.
    const { body } = await exchange({ method: 'GET', endpoint: base, path: '/', reads: true }, wire);
    return findVersion3(body, base) ?? `${base}/v3`;
  } catch (error) {
    if (error instanceof CloudError && error.fault === 'connectFailure') return `${base}/v3`;
    throw error;
  }
}

/** The link that Keystone gives of its version 3, if it stays where we are: behind a proxy Keystone may not know its own name. */
function findVersion3(body: unknown, base: string): string | undefined {
  const versions = isObject(body) && isObject(body.versions) ? body.versions.values : undefined;
  const version = objectsOf(versions).find(({ id }) => typeof id === 'string' && /^v3(\.|$)/.test(id));
  const href = objectsOf(version?.links).find(({ rel }) => rel === 'self')?.href;
  if (typeof href !== 'string' || !URL.canParse(href)) return undefined;
  const { origin, pathname } = new URL(href);
  return origin === new URL(base).origin ? origin + pathname.replace(/\/+$/, '') : undefined;
}

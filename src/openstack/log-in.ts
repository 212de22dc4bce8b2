import { z } from 'zod';
import type { CatalogService } from './catalog.ts';
import type { CloudHttp } from './cloud-http.ts';
import { type Credentials, describeCredentials, loginBody } from './credentials.ts';

/** A login that Keystone has given us. */
export interface Session {
  readonly token: string;
  /** By Keystone's clock, as Date.now() counts. */
  readonly expiresAt: number;
  readonly catalog: readonly CatalogService[];
}

/** Keystone has refused the credentials, so that asking again with the same ones leads nowhere. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
}

const endpoint = z.object({
  interface: z.string(),
  region: z.string().nullish(),
  region_id: z.string().nullish(),
  url: z.string(),
});
const login = z.object({
  token: z.object({
    expires_at: z.string(),
    catalog: z.array(z.object({ type: z.string(), endpoints: z.array(endpoint) })).default([]),
  }),
});

/**
 * Logs in to Keystone.
 * @throws {LoginRefused} the credentials are not taken
 * @throws {NoAnswer} Keystone is away
 * @throws {Error} Keystone answers something else than a login
 */
export async function logIn(http: CloudHttp, keystoneUrl: string, credentials: Credentials): Promise<Session> {
  const { status, headers, body } = await http.send(`${keystoneUrl}/auth/tokens`, {
    method: 'POST',
    body: loginBody(credentials),
  });
  const who = describeCredentials(credentials);
  if (status >= 400 && status < 500) throw new LoginRefused(`Keystone refuses to log in ${who}: ${status}`);
  const token = headers['x-subject-token'];
  const parsed = login.safeParse(body);
  const expiresAt = Date.parse(parsed.data?.token.expires_at ?? '');
  if (status !== 201 || token === undefined || !parsed.success || Number.isNaN(expiresAt))
    throw new Error(`Keystone does not answer a login of ${who}: ${status}`);
  return { token, expiresAt, catalog: parsed.data.token.catalog };
}

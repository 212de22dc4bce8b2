import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppParts } from '../../src/http/app.ts';
import { keystone as authenticatorOf } from '../../src/identity/keystone.ts';
import type { Server } from '../../src/inventory/server.ts';
import { CloudLogin } from '../../src/openstack/cloud-login.ts';
import { openPolicies } from '../../src/policies.ts';
import { ms } from '../../src/units.ts';
import { byPassword, ScriptedKeystone } from '../fakes/keystone.ts';
import { type AppUnderTest, appUnderTest, inventoryOf } from './app-under-test.ts';

/** The real HTTP layer behind a Keystone, both on ports of this machine. */
export interface KeystoneApp extends AppUnderTest {
  readonly keystone: ScriptedKeystone;
  /** Where the API is. */
  readonly url: string;
  close(): Promise<void>;
}

export interface KeystoneAppSettings {
  readonly policies?: Partial<Parameters<typeof openPolicies>[0]>;
  readonly servers?: readonly Server[];
  readonly parts?: Partial<AppParts>;
}

export async function startKeystoneApp({ policies, servers, parts }: KeystoneAppSettings = {}): Promise<KeystoneApp> {
  const keystone = new ScriptedKeystone();
  await keystone.start();
  const login = new CloudLogin({
    authUrl: keystone.url,
    credentials: byPassword,
    trust: { insecure: false },
    choice: { interface: 'internal', region: undefined },
    endpoints: {},
  });
  const opened = openPolicies({ policy: { profile: 'default' }, bounds: [], ...policies });
  const under = appUnderTest({
    ...opened,
    authenticate: authenticatorOf({
      openstack: login,
      cacheTimeMs: ms(300_000),
      isAdmin: (claims) => opened.policy.isAdmin(claims),
    }),
    ...(servers === undefined ? {} : { inventory: inventoryOf(servers) }),
    ...parts,
  });
  const server = createServer(under.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...under,
    keystone,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await login.close();
      await keystone.stop();
    },
  };
}

/** Posts an action; the status, and the body as JSON. */
export async function post(
  url: string,
  { server, token, body }: { server: string; token: string; body: object },
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${url}/v2.1/servers/${server}/action`, {
    method: 'POST',
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

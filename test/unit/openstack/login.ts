import { onTestFinished } from 'vitest';
import { CloudLogin, type CloudSettings } from '../../../src/openstack/cloud-login.ts';
import type { Credentials } from '../../../src/openstack/credentials.ts';
import { byPassword, type ScriptedKeystone, serviceCredential } from '../../fakes/keystone.ts';

export const byCredential = { type: 'v3applicationcredential', ...serviceCredential } as const satisfies Credentials;

/** novatuned's login at a scripted Keystone, for one test. */
export function loginAt(keystone: Pick<ScriptedKeystone, 'url'>, settings: Partial<CloudSettings> = {}): CloudLogin {
  const login = new CloudLogin({
    authUrl: keystone.url,
    credentials: byPassword,
    trust: { insecure: false },
    choice: { interface: 'internal', region: undefined },
    endpoints: {},
    ...settings,
  });
  onTestFinished(() => login.close());
  return login;
}

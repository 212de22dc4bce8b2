import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import type { AppParts } from './http/app.ts';
import { Upstream } from './http/proxy/upstream.ts';
import type { OpenStack } from './openstack/openstack.ts';

/**
 * nova-api, where requests are to be passed on to it: all that are not ours, or those for the documents of servers. Undefined where
 * none are. Nothing is asked before the first of them. Its certificate is trusted as Keystone's is.
 */
export function openUpstream(
  { proxy, inventory, nova, auth: { keystone } }: Pick<Config, 'proxy' | 'inventory' | 'nova' | 'auth'>,
  login: OpenStack | undefined,
): AppParts['nova'] {
  if (!proxy && inventory !== 'nova') return undefined;
  const endpoint = async (): Promise<string> => {
    if (nova.endpoint !== undefined) return nova.endpoint;
    if (login === undefined) throw new Error('nova-api takes nova.endpoint or auth.keystone');
    return login.endpointOf('compute');
  };
  const trust = {
    ca: keystone?.cafile === undefined ? undefined : readFileSync(keystone.cafile, 'utf8'),
    insecure: keystone?.insecure ?? false,
  };
  return { upstream: new Upstream(endpoint, trust), passes: proxy ? 'everything' : 'servers' };
}

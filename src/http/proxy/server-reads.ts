import type { Exchange } from '../exchange.ts';
import { findPlace, type RouteName } from '../route.ts';
import { passOn } from './pass-on.ts';
import type { Upstream } from './upstream.ts';

const reads: readonly (RouteName | undefined)[] = ['listServers', 'listServersDetail', 'getServer'];

/**
 * Passes on what asks for servers, for their documents are Nova's; false for any other request. Links in those documents have the
 * path that Nova has, so they are understood with what stands before its version, too.
 * @throws {Fault} cloudUnavailable, cloudBrokeOff
 */
export async function passOnServerRead(exchange: Exchange, upstream: Upstream): Promise<boolean> {
  const { method, path, originalUrl } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD') return false;
  const place = findPlace(path);
  // Nobody waits for Nova who does not ask for servers.
  if (place === undefined ? !/\/servers(?:\/|$)/.test(path) : !reads.includes(place.route)) return false;
  const { prefix } = await upstream.place();
  if (place !== undefined) {
    const version = place.version === '' ? '/v2.1' : '';
    await passOn(exchange, upstream, { path: `${prefix}${version}${originalUrl}` });
    return true;
  }
  if (!path.startsWith(`${prefix}/`) || !reads.includes(findPlace(path.slice(prefix.length))?.route)) return false;
  await passOn(exchange, upstream);
  return true;
}

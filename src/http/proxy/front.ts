// proxy/ puts the service in front of nova-api: what is none of its own is passed on as it came. Start here: front is for `proxy: true`,
// serverReads for `inventory: nova` without it; pass-on.ts has how an answer comes back, upstream.ts the connections.
import { Fault } from '../../faults.ts';
import { findCaller, serveApi } from '../api.ts';
import type { ApiParts } from '../call.ts';
import { type Exchange, stampRequestId } from '../exchange.ts';
import { extension } from '../extensions.ts';
import { type BodyStart, isDeclaredAsJson, readStart } from '../read-body.ts';
import { findPlace, type Place } from '../route.ts';
import { sendMergedExtensions } from './merged-extensions.ts';
import { passOn } from './pass-on.ts';
import type { Upstream } from './upstream.ts';

/**
 * Answers a request that is ours, and passes on every other.
 * @throws {Fault} whatever is wrong with one of ours; malformedRequest, cloudUnavailable, cloudBrokeOff
 */
export async function front(parts: ApiParts, upstream: Upstream, exchange: Exchange): Promise<true> {
  const { request } = exchange;
  const place = findPlaceAfter((await upstream.place()).prefix, request.path);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (place?.route === 'runServerAction' && request.method === 'POST')
    await runOrPassOn(parts, upstream, exchange, place);
  else if (place?.route === 'listExtensions' && isRead) await sendMergedExtensions(exchange, upstream);
  else if (place?.route === 'listAllocationHistory' && isRead) await serveApi(parts, exchange, place);
  else if (place?.route === 'getExtension' && isRead && place.id === extension.alias)
    await serveApi(parts, exchange, place);
  else await passOn(exchange, upstream);
  return true;
}

/**
 * Only a body tells whether an action is ours. It is read as far as ours may be long; what is not ours goes on from there. Of somebody
 * without a valid token nothing is read: it is Nova that answers then.
 */
async function runOrPassOn(parts: ApiParts, upstream: Upstream, exchange: Exchange, place: Place): Promise<void> {
  const { request } = exchange;
  if (!isDeclaredAsJson(request)) return passOn(exchange, upstream);
  const caller = await findCaller(parts, exchange).catch(keepFault);
  if (caller === undefined) return passOn(exchange, upstream);
  const start = await readStart(request, parts.bodyTimeoutMs);
  if (!isOurs(parts, start)) return passOn(exchange, upstream, { start });
  exchange.body = start.bytes;
  if (caller instanceof Fault) {
    stampRequestId(exchange);
    throw caller;
  }
  return serveApi(parts, exchange, place);
}

/** While nobody can tell whose token it is, one of ours must not be taken for one of Nova's: that would be refused as unknown. */
function keepFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  throw error;
}

/** Whether a body is an object whose one key is an action of ours; what else may be wrong with it is told later. */
function isOurs({ actionBody }: ApiParts, { bytes, isWhole }: BodyStart): boolean {
  if (!isWhole) return false;
  try {
    const keys = Object.keys(JSON.parse(bytes.toString()) ?? {});
    return keys.length === 1 && actionBody.isAction(keys[0] ?? '');
  } catch {
    return false;
  }
}

/** The place of a path of Nova's. Paths without a version are none of Nova's API. */
function findPlaceAfter(prefix: string, path: string): Place | undefined {
  if (prefix !== '' && !path.startsWith(`${prefix}/`)) return undefined;
  const place = findPlace(path.slice(prefix.length));
  return place?.version === '' ? undefined : place;
}

import type { Request } from 'express';
import { Fault } from '../../faults.ts';
import { isIdentityHeader } from '../../identity/identity-headers.ts';
import { hostOf, isFromProxy, plainAddress, schemeOf } from '../forwarded.ts';
import { headerKey, pairsOf, type RawHeader, withoutHopByHop } from './hop-by-hop.ts';

/** Where the body of a request ends: by its length, by its chunks, or there is none. */
export type Framing = 'length' | 'chunked' | 'none';

/**
 * How a request that Node's parser has accepted is framed: never by both.
 * @throws {Fault} malformedRequest: its body is coded in another way for the connection
 */
export function framingOf({ headers }: Request): Framing {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return Number(headers['content-length'] ?? 0) === 0 ? 'none' : 'length';
  if (coding.trim().toLowerCase() === 'chunked') return 'chunked';
  throw new Fault(
    'malformedRequest',
    'A request body must be sent with its length or chunked, and not coded otherwise',
  );
}

/** With an underscore these would be seen as the real ones behind a WSGI server, with what they say. */
const oneSpelling: readonly string[] = ['content-length', 'host', 'expect'];

const forwardedHost = 'x-forwarded-host';
const forwardedProto = 'x-forwarded-proto';
const forwardedFor = 'x-forwarded-for';

export interface OnwardOptions {
  /** How this service signs. */
  readonly via: string;
  /** The sender waits for `100 Continue`, and Nova is to say it. */
  readonly isBodyWaiting: boolean;
  /** Further ones that are left out, in lower case. */
  readonly without: readonly string[];
}

/**
 * The headers of a request as Nova gets them, flat: in order and case as they came, without those of the connection, without those that
 * claim an identity, with X-Forwarded-* of our own. Host stays, so that the links in Nova's documents lead here.
 */
export function onwardHeaders(request: Request, { via, isBodyWaiting, without }: OnwardOptions): string[] {
  const isBelieved = isFromProxy(request);
  const received = withoutHopByHop(pairsOf(request.rawHeaders));
  const isDropped = (name: string): boolean => {
    const key = headerKey(name);
    if (key !== name.toLowerCase() && oneSpelling.includes(key)) return true;
    if (key === 'expect') return !isBodyWaiting;
    return without.includes(key) || isIdentityHeader(name) || isOfProxies(key, isBelieved);
  };
  const kept = received.filter(([name]) => !isDropped(name));
  // HTTP/1.0 can do without, but what we speak cannot.
  const host: RawHeader[] = request.headers.host === undefined ? [['Host', hostOf(request)]] : [];
  const framing: RawHeader[] = framingOf(request) === 'chunked' ? [['Transfer-Encoding', 'chunked']] : [];
  return [...kept, ...host, ['Via', via], ...forwardedHeaders(request, isBelieved), ...framing].flat();
}

/** What somebody in front may have said of the caller; what is ours to say is said anew. */
function isOfProxies(key: string, isBelieved: boolean): boolean {
  if ([forwardedFor, forwardedProto, forwardedHost].includes(key)) return true;
  return !isBelieved && (key === 'forwarded' || key === 'x-real-ip' || key.startsWith('x-forwarded-'));
}

function forwardedHeaders(request: Request, isBelieved: boolean): RawHeader[] {
  const before = isBelieved ? request.get(forwardedFor) : undefined;
  const peer = plainAddress(request.socket.remoteAddress ?? 'unknown');
  return [
    ['X-Forwarded-For', before === undefined ? peer : `${before}, ${peer}`],
    ['X-Forwarded-Proto', schemeOf(request)],
    ['X-Forwarded-Host', hostOf(request)],
  ];
}

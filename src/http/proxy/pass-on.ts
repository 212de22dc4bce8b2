import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from '../exchange.ts';
import { askNova, type Changes, nothing } from './ask-nova.ts';
import { pairsOf, type RawHeader, withoutHopByHop } from './hop-by-hop.ts';
import type { Upstream } from './upstream.ts';

/**
 * Has nova-api answer: status, headers and body as they come, each part as soon as it is there. An answer that breaks off over there
 * breaks off here too.
 * @throws {Fault} cloudUnavailable, cloudBrokeOff
 */
export async function passOn(exchange: Exchange, upstream: Upstream, changes?: Changes): Promise<void> {
  const { response } = exchange;
  exchange.passedTo = 'nova';
  const answer = await askNova(exchange, upstream, changes);
  sendHead(exchange, answer, pairsOf(answer.rawHeaders));
  // The head may be all there is for a long time. By then the first part of the body has most often come with it.
  setImmediate(() => response.writableEnded || response.destroyed || response.write(nothing));
  // What ends well has ended the response by then; a caller who leaves takes the request along, in askNova.
  const stop = (): void => {
    if (answer.complete || response.destroyed) return;
    exchange.brokenOffBy = 'nova';
    response.destroy();
  };
  if (answer.destroyed) stop();
  // stream.pipeline would do as well, but takes a tenth of the whole time for its AbortController.
  answer.on('error', stop).once('close', stop).pipe(response);
}

/** Begins the answer with Nova's status and these headers of Nova's. */
export function sendHead(exchange: Exchange, answer: IncomingMessage, headers: readonly RawHeader[]): void {
  const { response } = exchange;
  exchange.novaRequestId = answer.headers['x-openstack-request-id']?.toString();
  const { statusCode = 200 } = answer;
  const statusMessage = findReason(answer);
  const passed = withoutHopByHop(headers);
  const own = ownHeaders(response, answer);
  if (own.length === 0) {
    response.writeHead(statusCode, statusMessage, passed.flat());
    return;
  }
  // Once a header has been set, Node keeps only the last of several of one name, unless they come together.
  for (const [name, values] of byName([...passed, ...own])) response.setHeader(name, values);
  response.writeHead(statusCode, statusMessage);
}

/** The words after the status, if they can be sent: Node reads more than it writes. Without any it has words of its own. */
const findReason = ({ statusMessage = '' }: IncomingMessage): string | undefined =>
  /[^\t\x20-\x7e\x80-\xff]/.test(statusMessage) ? undefined : statusMessage;

/** What has been set on the response already, for browsers and for the connection; where Nova answers browsers itself, it knows better. */
function ownHeaders(response: ServerResponse, answer: IncomingMessage): RawHeader[] {
  const knowsBrowsers = answer.headers['access-control-allow-origin'] !== undefined;
  const own = response.getHeaderNames().filter((name) => {
    if (!knowsBrowsers || name === 'connection') return true;
    response.removeHeader(name);
    return false;
  });
  return own.map((name) => [name, String(response.getHeader(name))]);
}

function byName(headers: readonly RawHeader[]): [name: string, values: string[]][] {
  const names = new Map<string, [name: string, values: string[]]>();
  for (const [name, value] of headers) {
    const known = names.get(name.toLowerCase());
    if (known === undefined) names.set(name.toLowerCase(), [name, [value]]);
    else known[1].push(value);
  }
  return [...names.values()];
}

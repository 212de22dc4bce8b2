import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { Fault } from '../../faults.ts';
import { isBodyHeldBack, letBodyCome } from '../continue.ts';
import type { Exchange } from '../exchange.ts';
import type { BodyStart } from '../read-body.ts';
import { pairsOf } from './hop-by-hop.ts';
import { framingOf, onwardHeaders } from './onward-headers.ts';
import type { Upstream } from './upstream.ts';

/** Sends the head of a message. Node's own flushHeaders would send it as UTF-8, whatever bytes it came as. */
export const nothing: Uint8Array = Buffer.alloc(0);

/** What is sent on differently from how it came. */
export interface Changes {
  readonly method?: string;
  readonly path?: string;
  /** Headers that are left out, in lower case. */
  readonly without?: readonly string[];
  /** What has been read of the body already. */
  readonly start?: BodyStart;
}

/**
 * Asks nova-api what the caller has asked, with the caller's own token. If the caller goes away before the end, so does the request.
 * @throws {Fault} malformedRequest: it cannot be passed on; cloudUnavailable, cloudBrokeOff: as `Upstream.ask`
 */
export async function askNova(exchange: Exchange, upstream: Upstream, changes: Changes = {}): Promise<IncomingMessage> {
  const { request, response } = exchange;
  const { method = request.method, path = request.originalUrl, without = [], start } = changes;
  checkPassable(request, upstream);
  const hasBody = framingOf(request) !== 'none';
  let asking: ClientRequest | undefined;
  let answer: IncomingMessage | undefined;

  const send = (onward: ClientRequest): void => {
    asking = onward;
    if (response.destroyed) return void onward.destroy();
    if (!hasBody) return void onward.end();
    if (start?.isWhole) return void onward.end(start.bytes);
    onward.once('continue', () => letBodyCome(request));
    onward.write(start?.bytes ?? nothing);
    request.pipe(onward);
  };
  const leave = (): void => {
    // Nova may answer before it has been sent everything; what is left is read and dropped, or the caller would wait.
    if (asking !== undefined) request.unpipe(asking);
    request.resume();
    if (answer?.complete !== true || asking?.writableFinished !== true) asking?.destroy();
  };
  response.once('close', leave);

  const headers = onwardHeaders(request, {
    via: `${request.httpVersion} ${upstream.pseudonym}`,
    isBodyWaiting: hasBody && isBodyHeldBack(request),
    without,
  });
  try {
    answer = await upstream.ask({ method, path, headers, hasBody, send });
    return answer;
  } catch (error) {
    leave();
    throw error;
  }
}

/** @throws {Fault} malformedRequest; cloudUnavailable: it has come this way before */
function checkPassable({ originalUrl, headers, rawHeaders }: Request, { pseudonym }: Upstream): void {
  // One with a scheme and a host asks for a service that is perhaps another one.
  if (!originalUrl.startsWith('/'))
    throw new Fault('malformedRequest', 'The target of a request must be a path, such as /v2.1/servers');
  // Node takes the first; whoever stands behind may take another one. @see RFC 9112 3.2
  if (pairsOf(rawHeaders).filter(([name]) => name.toLowerCase() === 'host').length > 1)
    throw new Fault('malformedRequest', 'A request must have one Host');
  if (headers.via?.includes(pseudonym))
    throw new Fault('cloudUnavailable', 'What novatune has for the endpoint of Nova leads to novatune itself.');
}

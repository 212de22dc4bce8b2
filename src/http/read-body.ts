import type { IncomingMessage } from 'node:http';
import { Fault } from '../faults.ts';

/** Nova's own limit in bytes. @see oslo_middleware/sizelimit.py max_request_body_size */
const bodyLimit = 114_688;
const jsonTypes: readonly (string | undefined)[] = [
  undefined,
  '',
  'text/plain',
  'application/json',
  'application/vnd.openstack.compute+json',
];

/**
 * Refuses what is not declared as plain JSON. As Nova does, takes no type at all and text/plain for JSON.
 * @throws {Fault} unsupportedMediaType
 */
export function checkMediaType({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!jsonTypes.includes(type)) throw new Fault('unsupportedMediaType', 'Unsupported Content-Type');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new Fault('unsupportedMediaType', 'Unsupported Content-Encoding');
}

/**
 * Reads the whole body. What comes after a fault is read and dropped, so that the caller, still sending, gets to see the answer.
 * @throws {Fault} bodyTooLarge; requestTimeout: not all of it within `timeoutMs`, or the caller hung up
 */
export function readBody(request: IncomingMessage, timeoutMs: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      request.off('data', add).off('end', finish).off('close', giveUp).resume();
      act();
    };
    const add = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > bodyLimit) settle(() => reject(tooLarge()));
    };
    const finish = () => settle(() => resolve(Buffer.concat(chunks)));
    const giveUp = () => settle(() => reject(new Fault('requestTimeout', 'The request body did not arrive in time')));
    const timer = setTimeout(giveUp, timeoutMs);
    request.on('data', add).on('end', finish).on('close', giveUp);
  });
}

const tooLarge = (): Fault =>
  new Fault('bodyTooLarge', `Request is too large. Larger than max_request_body_size (${bodyLimit}).`);

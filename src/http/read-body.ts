import type { IncomingMessage } from 'node:http';
import { Fault } from '../faults.ts';
import { letBodyCome } from './continue.ts';

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
export function checkMediaType(request: IncomingMessage): void {
  if (!hasJsonType(request)) throw new Fault('unsupportedMediaType', 'Unsupported Content-Type');
  if (!isPlain(request)) throw new Fault('unsupportedMediaType', 'Unsupported Content-Encoding');
}

/** What `checkMediaType` does not refuse. */
export const isDeclaredAsJson = (request: IncomingMessage): boolean => hasJsonType(request) && isPlain(request);

const hasJsonType = ({ headers }: IncomingMessage): boolean =>
  jsonTypes.includes(headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase());

const isPlain = ({ headers }: IncomingMessage): boolean =>
  (headers['content-encoding']?.trim().toLowerCase() ?? 'identity') === 'identity';

/** As much of a body as has been read. */
export interface BodyStart {
  readonly bytes: Buffer;
  /** False where it is longer than a body of ours may be: the rest has not been read. */
  readonly isWhole: boolean;
}

/**
 * Reads the whole body. What comes after a fault is read and dropped, so that the caller, still sending, gets to see the answer.
 * @throws {Fault} bodyTooLarge; requestTimeout: not all of it within `timeoutMs`, or the caller hung up
 */
export async function readBody(request: IncomingMessage, timeoutMs: number): Promise<Buffer> {
  const { bytes, isWhole } = await readStart(request, timeoutMs);
  if (isWhole) return bytes;
  request.resume();
  throw new Fault('bodyTooLarge', `Request is too large. Larger than max_request_body_size (${bodyLimit}).`);
}

/**
 * Reads a body until it is longer than one of ours may be; of one that declares so nothing is read. The rest waits.
 * @throws {Fault} requestTimeout, as above
 */
export function readStart(request: IncomingMessage, timeoutMs: number): Promise<BodyStart> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit)
    return Promise.resolve({ bytes: Buffer.alloc(0), isWhole: false });
  letBodyCome(request);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      request.off('data', add).off('end', finish).off('close', giveUp);
      act();
    };
    const add = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= bodyLimit) return;
      request.pause();
      settle(() => resolve({ bytes: Buffer.concat(chunks), isWhole: false }));
    };
    const finish = () => settle(() => resolve({ bytes: Buffer.concat(chunks), isWhole: true }));
    const giveUp = () =>
      settle(() => {
        request.resume();
        reject(new Fault('requestTimeout', 'The request body did not arrive in time'));
      });
    const timer = setTimeout(giveUp, timeoutMs);
    request.on('data', add).on('end', finish).on('close', giveUp);
  });
}

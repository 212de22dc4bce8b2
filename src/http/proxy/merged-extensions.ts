import type { IncomingMessage } from 'node:http';
import { Fault } from '../../faults.ts';
import type { Exchange } from '../exchange.ts';
import { extension } from '../extensions.ts';
import { askNova } from './ask-nova.ts';
import { pairsOf } from './hop-by-hop.ts';
import { readAll } from './nova-versions.ts';
import { sendHead } from './pass-on.ts';
import type { Upstream } from './upstream.ts';

/** Nova's own list has 30 kB. */
const longestList = 4 * 1024 * 1024;

/**
 * Answers Nova's list of extensions with ours at its end. What Nova says instead of a list is passed on as it is.
 * @throws {Fault} cloudUnavailable, cloudBrokeOff
 */
export async function sendMergedExtensions(exchange: Exchange, upstream: Upstream): Promise<void> {
  exchange.passedTo = 'nova';
  // Its length is only known with the list, and the list must be readable.
  const answer = await askNova(exchange, upstream, { method: 'GET', without: ['accept-encoding'] });
  const bytes = withOurs(answer, await readList(answer));
  const headers = pairsOf(answer.rawHeaders).filter(([name]) => name.toLowerCase() !== 'content-length');
  sendHead(exchange, answer, [...headers, ['Content-Length', String(bytes.length)]]);
  exchange.response.end(exchange.request.method === 'HEAD' ? undefined : bytes);
}

async function readList(answer: IncomingMessage): Promise<Buffer> {
  try {
    return await readAll(answer, longestList);
  } catch (cause) {
    throw new Fault('cloudBrokeOff', 'Nova broke off its list of extensions. Please try again.', { cause });
  }
}

function withOurs({ statusCode }: IncomingMessage, bytes: Buffer): Buffer {
  const list = statusCode === 200 ? parseList(bytes) : undefined;
  if (list === undefined) return bytes;
  // Nova might be one that has novatune in front already.
  const others = list.filter((each) => each?.alias !== extension.alias);
  return Buffer.from(JSON.stringify({ extensions: [...others, extension] }));
}

function parseList(bytes: Buffer): ({ readonly alias?: unknown } | null)[] | undefined {
  try {
    const { extensions } = JSON.parse(String(bytes));
    return Array.isArray(extensions) ? extensions : undefined;
  } catch {
    return undefined;
  }
}

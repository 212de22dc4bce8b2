import type { IncomingMessage } from 'node:http';
import { Fault } from '../../faults.ts';
import { type Ms, ms } from '../../units.ts';
import type { VersionRange } from '../microversion.ts';
import type { Upstream } from './upstream.ts';

/** For the whole document. */
const longestWaitMs = ms(5000);
/** Far more than a version document has. */
const longestDocument = 65_536;
const versionForm = /^\d+\.\d+$/;

/**
 * The microversions that Nova accepts, from its own document of v2.1, which takes no token.
 * @throws {Fault} cloudUnavailable, also for a document that says something else
 */
export async function readNovaVersions(upstream: Upstream, patienceMs: Ms = longestWaitMs): Promise<VersionRange> {
  const message = 'Nova does not say which microversions it accepts. Please try again later.';
  try {
    const range = parseVersions(await readDocument(upstream, patienceMs));
    if (range !== undefined) return range;
  } catch (cause) {
    throw new Fault('cloudUnavailable', message, { cause });
  }
  throw new Fault('cloudUnavailable', message);
}

async function readDocument(upstream: Upstream, patienceMs: Ms): Promise<Buffer> {
  const { hostname, port, prefix } = await upstream.place();
  const host = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
  const answer = await upstream.ask({
    method: 'GET',
    path: `${prefix}/v2.1/`,
    headers: ['Host', host, 'Accept', 'application/json', 'User-Agent', 'novatuned'],
    hasBody: false,
    send: (request) => {
      const giveUp = () => request.destroy(new Error(`no whole answer within ${patienceMs} ms`));
      const timer = setTimeout(giveUp, patienceMs);
      request.once('close', () => clearTimeout(timer)).end();
    },
  });
  return readAll(answer, longestDocument);
}

function parseVersions(bytes: Buffer): VersionRange | undefined {
  try {
    const { version: entry } = JSON.parse(String(bytes));
    const { min_version: least, version: most } = entry;
    return versionForm.test(least) && versionForm.test(most) ? { least, most } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The whole body of an answer.
 * @throws {Error} it breaks off, or is longer than that many bytes
 */
export async function readAll(answer: IncomingMessage, longest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > longest) throw new Error(`more than ${longest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

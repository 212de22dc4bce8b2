import { type Shape, withFields, withList } from './answer-shape.ts';
import { type FindOptions, withServer } from './find-server.ts';
import type { components } from './generated/openapi.ts';
import { request, type Session } from './request.ts';

/** A change of what is asked of a server, or a change by which it was given that, as the service tells of it. */
export type AllocationChange = components['schemas']['AllocationChange'];

/** Which changes to list. */
export interface HistoryOptions extends FindOptions {
  /** At most so many; all unless given. */
  readonly limit?: number;
}

/** What the service gives at once. */
const longestPage = 1000;

const isPage: Shape = withList(
  'changes',
  withFields({ id: 'integer', resource: 'string', cause: 'string', at: 'string' }),
);

/**
 * What was changed on a server, named by its name or its id, newest first, however many pages it takes.
 * @throws {TypeError} the server is named by nothing, or the limit or the timeout is none
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function listAllocationHistory(
  session: Session,
  server: string,
  { limit = Number.POSITIVE_INFINITY, ...options }: HistoryOptions = {},
): Promise<AllocationChange[]> {
  checkLimit(limit);
  return withServer(session, server, options, async (id) => {
    const found: AllocationChange[] = [];
    for (let marker = Number.POSITIVE_INFINITY; ; ) {
      const wanted = Math.min(limit - found.length, longestPage);
      const query = `limit=${wanted}${Number.isFinite(marker) ? `&marker=${marker}` : ''}`;
      const path = `/servers/${encodeURIComponent(id)}/allocation-history?${query}`;
      const { body } = await request(session, { method: 'GET', path, reads: true, isExpected: isPage }, options);
      const { changes } = body as components['schemas']['AllocationHistory'];
      found.push(...changes.slice(0, wanted));
      const last = changes.at(-1)?.id ?? marker;
      // A page that is not older than the one before would come for ever.
      if (changes.length < wanted || found.length >= limit || last >= marker) return found;
      marker = last;
    }
  });
}

function checkLimit(limit: number): void {
  // Without types the text of an option gets here.
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit > 0)) return;
  throw new TypeError(`limit takes a whole number, more than 0, not ${String(limit)}`);
}

import { isObject, type Shape, withFields, withList } from './answer-shape.ts';
import type { components } from './generated/openapi.ts';
import { type CallOptions, request, type Session } from './request.ts';

/** A server as the service describes it in full. */
export type Server = components['schemas']['Server'];
/** An extension of the API, as the service tells of it. */
export type Extension = components['schemas']['Extension'];

/** Which servers to list. */
export interface ListOptions extends CallOptions {
  /** The servers of all projects; for admins. */
  readonly allProjects?: boolean;
  /** A regular expression, as in Nova: it may match anywhere in the name, case ignored. */
  readonly name?: string;
}

/** The form of a server's id. A name may have it too. */
export const looksLikeId = (nameOrId: string): boolean =>
  /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(nameOrId);

const isServer = withFields({ id: 'string', name: 'string' });
const isPage: Shape = (answer) =>
  withList('servers', isServer)(answer) &&
  (answer.servers_links === undefined || withList('servers_links', withFields({ rel: 'string' }))(answer));
const isExtension = withFields({ alias: 'string', name: 'string', description: 'string' });

/**
 * The servers of the token's project, or of all, newest first, however many pages it takes.
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function listServers(
  session: Session,
  { allProjects = false, name, ...options }: ListOptions = {},
): Promise<Server[]> {
  const found: Server[] = [];
  const markers = new Set<string>();
  for (let marker: string | undefined; ; ) {
    const query = new URLSearchParams({
      ...(name === undefined ? {} : { name }),
      ...(allProjects ? { all_tenants: '1' } : {}),
      ...(marker === undefined ? {} : { marker }),
    });
    const path = `/servers/detail${query.size === 0 ? '' : `?${query}`}`;
    const { body } = await request(session, { method: 'GET', path, reads: true, isExpected: isPage }, options);
    const { servers, servers_links: links = [] } = body as components['schemas']['ServerDetailList'];
    found.push(...servers);
    marker = servers.at(-1)?.id;
    // A page that was there before would come for ever.
    if (!links.some(({ rel }) => rel === 'next') || marker === undefined || markers.has(marker)) return found;
    markers.add(marker);
  }
}

/**
 * The server with that id.
 * @throws {CloudError} `itemNotFound`: there is none; or the service refused it, or no answer came
 */
export async function getServer(session: Session, id: string, options: CallOptions): Promise<Server> {
  const path = `/servers/${encodeURIComponent(id)}`;
  const isExpected: Shape = ({ server }) => isObject(server) && isServer(server);
  const { body } = await request(session, { method: 'GET', path, reads: true, isExpected }, options);
  return (body as { server: Server }).server;
}

/**
 * The extensions that the service tells of.
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function listExtensions(session: Session, options: CallOptions = {}): Promise<Extension[]> {
  const isExpected = withList('extensions', isExtension);
  const { body } = await request(session, { method: 'GET', path: '/extensions', reads: true, isExpected }, options);
  return (body as { extensions: Extension[] }).extensions;
}

import { CloudError } from './cloud-error.ts';
import type { components } from './generated/openapi.ts';
import { type CallOptions, type Line, request } from './request.ts';

/** A server as the service describes it in full. */
export type Server = components['schemas']['Server'];
export type Extension = components['schemas']['Extension'];

export interface ListOptions extends CallOptions {
  /** The servers of all projects; for admins. */
  readonly allProjects?: boolean;
  /** A regular expression, as in Nova: it may match anywhere in the name, case ignored. */
  readonly name?: string;
}

const uuid = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
/** The service refuses longer filters. */
const longestFilter = 250;

/**
 * The servers of the token's project, or of all, newest first, however many pages it takes.
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function listServers(
  line: Line,
  { allProjects = false, name, ...options }: ListOptions = {},
): Promise<Server[]> {
  const found: Server[] = [];
  for (let marker: string | undefined; ; ) {
    const query = new URLSearchParams({
      ...(name === undefined ? {} : { name }),
      ...(allProjects ? { all_tenants: '1' } : {}),
      ...(marker === undefined ? {} : { marker }),
    });
    const path = `/servers/detail${query.size === 0 ? '' : `?${query}`}`;
    const { body } = await request(line, { method: 'GET', path, reads: true, field: 'servers', ...options });
    const { servers, servers_links: links = [] } = body as components['schemas']['ServerDetailList'];
    found.push(...servers);
    const next = servers.at(-1)?.id;
    if (!links.some(({ rel }) => rel === 'next') || next === undefined || next === marker) return found;
    marker = next;
  }
}

/**
 * The extensions that the service tells of.
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function listExtensions(line: Line, options: CallOptions = {}): Promise<Extension[]> {
  const { body } = await request(line, {
    method: 'GET',
    path: '/extensions',
    reads: true,
    field: 'extensions',
    ...options,
  });
  return (body as { extensions: Extension[] }).extensions;
}

/**
 * The server with that id, or else the one with exactly that name: in the token's own project first, then in all that it may see.
 * @throws {CloudError} `itemNotFound`: there is none; `ambiguousName`: there are several; or the service refused, or no answer came
 */
export async function findServer(line: Line, nameOrId: string, options: CallOptions = {}): Promise<Server> {
  if (!uuid.test(nameOrId)) return findByName(line, nameOrId, options);
  const path = `/servers/${encodeURIComponent(nameOrId)}`;
  try {
    const { body } = await request(line, { method: 'GET', path, reads: true, field: 'server', ...options });
    return (body as { server: Server }).server;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return findByName(line, nameOrId, options, error);
  }
}

/**
 * Runs `act` with the id of a server. What looks like an id is taken for one without asking, and looked up as a name only if there is
 * no such server: then nothing has happened yet.
 */
export async function withServer<Result>(
  line: Line,
  nameOrId: string,
  options: CallOptions,
  act: (id: string) => Promise<Result>,
): Promise<Result> {
  if (!uuid.test(nameOrId)) return act((await findByName(line, nameOrId, options)).id);
  try {
    return await act(nameOrId);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return act((await findByName(line, nameOrId, options, error)).id);
  }
}

const isMissing = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.status === 404 && error.fault === 'itemNotFound';

async function findByName(line: Line, name: string, options: CallOptions, notAnId?: CloudError): Promise<Server> {
  const own = await listExactly(line, name, options);
  const found = own.length > 0 ? own : await listExactlyAnywhere(line, name, options);
  if (found.length > 1) {
    const message = `Multiple server matches found for '${name}', use an ID to be more specific.`;
    throw new CloudError('ambiguousName', message, { status: 409 });
  }
  if (found[0] === undefined) {
    const { requestId } = notAnId ?? {};
    const about = { status: 404, ...(requestId === undefined ? {} : { requestId }) };
    throw new CloudError('itemNotFound', `No server with a name or ID of '${name}' exists.`, about);
  }
  return found[0];
}

/** The service's filter ignores case and finds parts, so the exact name is for the client to judge. */
async function listExactly(line: Line, name: string, options: ListOptions): Promise<Server[]> {
  const servers = await listServers(line, { ...options, name: filterFor(name) });
  return servers.filter((server) => server.name === name);
}

/** As `listExactly` in all projects; none for one who may not look there. */
async function listExactlyAnywhere(line: Line, name: string, options: CallOptions): Promise<Server[]> {
  try {
    return await listExactly(line, name, { ...options, allProjects: true });
  } catch (error) {
    if (error instanceof CloudError && error.status === 403) return [];
    throw error;
  }
}

function filterFor(name: string): string {
  const letters = [...name].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/, '\\$&'));
  const whole = `^${letters.join('')}$`;
  if (whole.length <= longestFilter) return whole;
  let start = '^';
  for (const letter of letters) {
    if (start.length + letter.length > longestFilter) break;
    start += letter;
  }
  return start;
}

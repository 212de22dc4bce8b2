import { CloudError } from './cloud-error.ts';
import type { CallOptions, Session } from './request.ts';
import { getServer, type ListOptions, listServers, looksLikeId, type Server } from './servers.ts';

/** How a server is found. */
export interface FindOptions extends CallOptions {
  /** The server is named by its id, and is never looked up as a name: anybody may give a server a name that looks like an id. */
  readonly byId?: boolean;
}

/** The service refuses longer filters. */
const longestFilter = 250;

/**
 * The server with that id, or else the one with exactly that name: in the token's own project first, then in all that it may see.
 * @throws {TypeError} the server is named by nothing
 * @throws {CloudError} `itemNotFound`: there is none; `ambiguousName`: there are several; or the service refused, or no answer came
 */
export async function findServer(session: Session, nameOrId: string, options: FindOptions = {}): Promise<Server> {
  checkName(nameOrId);
  if (options.byId) return getServer(session, nameOrId, options);
  if (!looksLikeId(nameOrId)) return findByName(session, nameOrId, options);
  try {
    return await getServer(session, nameOrId, options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return findByName(session, nameOrId, options, error);
  }
}

/**
 * Runs `act` with the id of a server. What looks like an id is taken for one without asking, and looked up as a name only if there is
 * no such server: then nothing has happened yet.
 * @throws {TypeError} the server is named by nothing
 */
export async function withServer<Result>(
  session: Session,
  nameOrId: string,
  options: FindOptions,
  act: (id: string) => Promise<Result>,
): Promise<Result> {
  checkName(nameOrId);
  if (options.byId) return act(nameOrId);
  if (!looksLikeId(nameOrId)) return act((await findByName(session, nameOrId, options)).id);
  try {
    return await act(nameOrId);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return act((await findByName(session, nameOrId, options, error)).id);
  }
}

function checkName(nameOrId: string): void {
  // Without types an unset variable gets here.
  if (typeof nameOrId === 'string' && nameOrId !== '') return;
  const given = typeof nameOrId === 'string' ? '""' : String(nameOrId);
  throw new TypeError(`a server is named by its name or its id, not by ${given}`);
}

const isMissing = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.status === 404 && error.fault === 'itemNotFound';

async function findByName(session: Session, name: string, options: CallOptions, notAnId?: CloudError): Promise<Server> {
  const own = await listExactly(session, name, options);
  const found = own.length > 0 ? own : await listExactlyAnywhere(session, name, options);
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
async function listExactly(
  session: Session,
  name: string,
  options: CallOptions,
  where: Pick<ListOptions, 'allProjects'> = { allProjects: false },
): Promise<Server[]> {
  const servers = await listServers(session, { ...options, ...where, name: filterFor(name) });
  return servers.filter((server) => server.name === name);
}

/** As `listExactly` in all projects; none for one who may not look there. */
async function listExactlyAnywhere(session: Session, name: string, options: CallOptions): Promise<Server[]> {
  try {
    return await listExactly(session, name, options, { allProjects: true });
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

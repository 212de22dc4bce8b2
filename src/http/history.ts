import { Fault } from '../faults.ts';
import { ruleOfAction } from '../identity/rule-names.ts';
import type { Server } from '../inventory/server.ts';
import { isServerId } from '../inventory/server-id.ts';
import { type Call, checkProject } from './call.ts';
import { queryOf } from './exchange.ts';
import { getServer, maySee } from './find-server.ts';
import { sendJson } from './json-response.ts';
import { parseHistoryQuery } from './list-query.ts';

/** What is left of a server once it is gone. */
type Remembered = Pick<Server, 'id' | 'projectId' | 'userId'>;

/**
 * What was changed on a server, also on one that is gone, of which this alone is left.
 * @throws {Fault} invalidInput: no such page; serverNotFound: nothing was ever changed on it either; forbidden
 */
export async function sendHistory(call: Call): Promise<void> {
  const { parts, exchange, caller, place } = call;
  checkProject(call);
  const page = parseHistoryQuery(queryOf(exchange));
  exchange.serverId = place.id;
  const server = await findServer(call);
  parts.policy.enforce(ruleOfAction('get-allocation'), caller, server);
  sendJson(exchange.response, 200, { changes: await parts.history(server.id, page) });
}

async function findServer({ parts, caller, place }: Call): Promise<Remembered> {
  try {
    return await getServer(parts.inventory, caller, place.id, 'known');
  } catch (error) {
    if (!(error instanceof Fault && error.kind === 'serverNotFound')) throw error;
    const id = place.id.toLowerCase();
    const projectId = isServerId(id) ? await parts.findOwner(id) : undefined;
    if (projectId === undefined || !maySee(caller, { projectId })) throw error;
    // Nobody has written down whose it was in its project.
    return { id, projectId, userId: '' };
  }
}

import { Fault } from '../faults.ts';
import type { Caller } from '../identity/caller.ts';
import { ruleOfAction } from '../identity/rule-names.ts';
import type { Server } from '../inventory/server.ts';
import { type Call, checkProject } from './call.ts';
import { formatETag, parseIfMatch } from './etag.ts';
import { getServer } from './find-server.ts';
import { sendJson } from './json-response.ts';
import { parseJson } from './json-text.ts';
import { checkMediaType, readBody } from './read-body.ts';
import { formatWarning } from './warning.ts';

/**
 * Carries out `POST …/servers/{server_id}/action`: first what the request says, then whether there is such a server, then whether the
 * caller may, then whether the server is free for it.
 * @throws {Fault} in the order of the lines below
 */
export async function runServerAction(call: Call): Promise<void> {
  const { parts, exchange, caller, place } = call;
  const { request, response } = exchange;
  checkMediaType(request);
  const body = parseJson(exchange.body ?? (await readBody(request, parts.bodyTimeoutMs)));
  const action = parts.actionBody.parseName(body);
  exchange.action = action;
  checkProject(call);
  const asked = await parts.actionBody.parseRequest(action, body);
  exchange.serverId = place.id;
  const onlyLooks = parts.leastRoles[action] === 'reader';
  // A lock and a task of Nova's leave no trace on the host: what changes a server asks anew.
  const server = await getServer(parts.inventory, caller, place.id, onlyLooks ? 'known' : 'current');
  parts.policy.enforce(ruleOfAction(action), caller, server);
  parts.bounds.enforce({ action, request: asked, projectId: server.projectId }, caller);
  if (!onlyLooks) checkLock(server, caller);
  const asker = { userId: caller.userId, projectId: caller.projectId, requestId: exchange.requestId };
  const accepts = parseIfMatch(request.headers['if-match']);
  const { answer, warnings, version } = await parts.perform(action, asked, server, { asker, accepts });
  if (version !== undefined) response.setHeader('ETag', formatETag(version));
  if (warnings.length > 0) response.setHeader('Warning', warnings.map(formatWarning));
  sendJson(response, 200, answer);
}

/**
 * Whoever locked a server wants it left alone; admins are not held up, nor is anybody who only looks.
 * @throws {Fault} serverLocked
 * @see nova/compute/api.py check_instance_lock
 */
function checkLock({ id, isLocked }: Server, caller: Caller): void {
  if (isLocked && !caller.isAdmin) throw new Fault('serverLocked', `Instance ${id} is locked`);
}

import { enforce, ruleOf } from '../identity/policy.ts';
import { type Call, checkProject } from './call.ts';
import { getServer } from './find-server.ts';
import { sendJson } from './json-response.ts';
import { parseJson } from './json-text.ts';
import { checkMediaType, readBody } from './read-body.ts';
import { formatWarning } from './warning.ts';

/**
 * Carries out `POST …/servers/{server_id}/action`: first what the request says, then whether there is such a server, then whether the
 * caller may.
 * @throws {Fault} in the order of the lines below
 */
export async function runServerAction(call: Call): Promise<void> {
  const { parts, exchange, caller, place } = call;
  const { request, response } = exchange;
  checkMediaType(request);
  const body = parseJson(await readBody(request, parts.bodyTimeoutMs));
  const action = parts.actionBody.parseName(body);
  exchange.action = action;
  checkProject(call);
  const asked = parts.actionBody.parseRequest(action, body);
  exchange.serverId = place.id;
  const server = await getServer(parts.inventory, caller, place.id, 'current');
  enforce(ruleOf(action), parts.actions[action].policy, caller, server.projectId);
  const { answer, warnings } = await parts.perform(action, asked, server);
  if (warnings.length > 0) response.setHeader('Warning', warnings.map(formatWarning));
  sendJson(response, 200, answer);
}

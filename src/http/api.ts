import { Fault } from '../faults.ts';
import type { Caller } from '../identity/caller.ts';
import { ruleOfRead } from '../identity/rule-names.ts';
import type { Server } from '../inventory/server.ts';
import { type ApiParts, type Call, checkProject } from './call.ts';
import { type Exchange, queryOf, stampRequestId } from './exchange.ts';
import { extensionDocument, extensionsDocument } from './extensions.ts';
import { sendUnknownPath } from './fault-response.ts';
import { getServer } from './find-server.ts';
import { baseOf } from './forwarded.ts';
import { sendHistory } from './history.ts';
import { sendEmpty, sendJson } from './json-response.ts';
import { Links } from './links.ts';
import { listServers } from './list-servers.ts';
import { negotiateVersion } from './microversion.ts';
import { hasMicroversions, type Place, type RouteName } from './route.ts';
import { runServerAction } from './run-server-action.ts';
import { describe, summarise } from './server-document.ts';
import { sendVersion } from './versions.ts';

interface Operation {
  readonly method: 'GET' | 'POST';
  run(call: Call): void | Promise<void>;
}

const operations: Readonly<Record<Exclude<RouteName, 'version'>, Operation>> = {
  runServerAction: { method: 'POST', run: runServerAction },
  listServers: { method: 'GET', run: (call) => sendList(call, 'servers') },
  listServersDetail: { method: 'GET', run: (call) => sendList(call, 'servers/detail') },
  getServer: { method: 'GET', run: sendServer },
  listAllocationHistory: { method: 'GET', run: sendHistory },
  listExtensions: { method: 'GET', run: (call) => send(call, extensionsDocument) },
  getExtension: { method: 'GET', run: (call) => send(call, extensionDocument(call.place.id)) },
};

/**
 * Answers a request to the API. The order of the checks is Nova's, because it decides which of several faults a caller sees.
 * @throws {Fault} whatever is wrong with it
 */
export async function serveApi(parts: ApiParts, exchange: Exchange, place: Place): Promise<void> {
  const { request, response } = exchange;
  if (request.method === 'OPTIONS' && place.route !== undefined) return sendEmpty(response, 200);
  stampRequestId(exchange);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (place.route === 'version' && method === 'GET') return sendVersion(request, response, place);
  const caller = await authenticateCaller(parts, exchange);
  const operation = place.route === undefined || place.route === 'version' ? undefined : operations[place.route];
  if (operation?.method !== method) return sendUnknownPath(response);
  if (hasMicroversions(place)) await negotiateVersion(request, response, parts.findVersions);
  await operation.run({ parts, exchange, caller, place });
}

/**
 * Whose token a request has; undefined for one without a valid token. The exchange keeps the answer.
 * @throws {Fault} cloudUnavailable: whoever knows the tokens does not answer
 */
export async function findCaller({ authenticate }: ApiParts, exchange: Exchange): Promise<Caller | undefined> {
  const token = exchange.request.headers['x-auth-token'];
  if (typeof token === 'string' && token !== '') exchange.caller ??= await authenticate(token);
  return exchange.caller;
}

/** @throws {Fault} unauthorized; cloudUnavailable */
async function authenticateCaller(parts: ApiParts, exchange: Exchange): Promise<Caller> {
  const caller = await findCaller(parts, exchange);
  if (caller !== undefined) return caller;
  const { authUri } = parts;
  exchange.response.setHeader('WWW-Authenticate', `Keystone uri="${authUri}"`);
  throw new Fault('unauthorized', 'The request you have made requires authentication.');
}

function send(call: Call, document: object): void {
  checkProject(call);
  sendJson(call.exchange.response, 200, document);
}

async function sendServer(call: Call): Promise<void> {
  const { parts, exchange, caller, place } = call;
  checkProject(call);
  exchange.serverId = place.id;
  const server = await getServer(parts.inventory, caller, place.id, 'known');
  parts.policy.enforce(ruleOfRead('show'), caller, server);
  sendJson(exchange.response, 200, { server: describe(server, caller, linksOf(call)) });
}

function sendList(call: Call, collection: 'servers' | 'servers/detail'): void {
  const { parts, exchange, caller } = call;
  checkProject(call);
  const links = linksOf(call);
  const query = queryOf(exchange);
  const page = listServers({ inventory: parts.inventory, policy: parts.policy, caller, collection, query, links });
  const document = (server: Server) =>
    collection === 'servers' ? summarise(server, links) : describe(server, caller, links);
  const next = page.links.length > 0 ? { servers_links: page.links } : {};
  sendJson(exchange.response, 200, { servers: page.servers.map(document), ...next });
}

const linksOf = ({ exchange, place }: Call): Links => new Links(baseOf(exchange.request), place);

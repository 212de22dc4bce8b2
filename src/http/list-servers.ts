import { Fault } from '../faults.ts';
import type { Caller } from '../identity/caller.ts';
import type { Policy } from '../identity/policy.ts';
import { ruleOfRead } from '../identity/rule-names.ts';
import type { Inventory, Server } from '../inventory/server.ts';
import type { Link, Links } from './links.ts';
import { type ListQuery, parseListQuery } from './list-query.ts';
import { shorten } from './python-repr.ts';

export interface ServerPage {
  readonly servers: readonly Server[];
  /** Where the next page is; empty on a page that is not full. */
  readonly links: readonly Link[];
}

export interface ListRequest {
  readonly inventory: Inventory;
  readonly policy: Policy;
  readonly caller: Caller;
  readonly collection: 'servers' | 'servers/detail';
  readonly query: URLSearchParams;
  readonly links: Links;
}

/**
 * One page of the servers of the caller's project, newest first; of every project for whoever asks for it and may.
 * @throws {Fault} invalidInput; forbidden: the policy, which has all_tenants for admins unless it says otherwise; malformedRequest: the marker is no server of this list
 */
export function listServers(request: ListRequest): ServerPage {
  const { inventory, policy, caller, collection, query: parameters, links } = request;
  const query = parseListQuery(parameters);
  const read = collection === 'servers' ? 'index' : 'detail';
  policy.enforce(ruleOfRead(read), caller, caller);
  if (query.allTenants) policy.enforce(ruleOfRead(`${read}:get_all_tenants`), caller, caller);
  const servers = pageOf(visible(inventory, caller, query), query);
  const next = servers.length === query.limit ? nextPath(collection, parameters, servers.at(-1)?.id) : undefined;
  return { servers, links: next === undefined ? [] : links.next(next) };
}

const visible = (inventory: Inventory, caller: Caller, { allTenants }: ListQuery): readonly Server[] =>
  inventory.list().filter(({ projectId }) => allTenants || projectId === caller.projectId);

function pageOf(servers: readonly Server[], { marker, name, limit }: ListQuery): readonly Server[] {
  const before = marker === undefined ? -1 : servers.findIndex(({ id }) => id === marker.toLowerCase());
  if (marker !== undefined && before === -1)
    throw new Fault('malformedRequest', `marker [${shorten(marker)}] not found`);
  const page: Server[] = [];
  for (const server of servers.slice(before + 1)) {
    if (name === undefined || name.matches(server.name)) page.push(server);
    if (page.length === limit) break;
  }
  return page;
}

/** The same query from that server on, its parameters in order. @see nova/api/openstack/common.py _get_next_link */
function nextPath(collection: string, parameters: URLSearchParams, marker: string | undefined): string | undefined {
  if (marker === undefined) return undefined;
  const next = new URLSearchParams(parameters);
  next.set('marker', marker);
  next.sort();
  return `${collection}?${next}`;
}

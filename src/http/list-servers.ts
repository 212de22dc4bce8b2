import { Fault } from '../faults.ts';
import { type Caller, isAdmin } from '../identity/caller.ts';
import { enforce } from '../identity/policy.ts';
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
  readonly caller: Caller;
  readonly collection: 'servers' | 'servers/detail';
  readonly query: URLSearchParams;
  readonly links: Links;
}

/**
 * One page of the servers of the caller's project, newest first; of every project for an admin who asks for it.
 * @throws {Fault} invalidInput; forbidden: all_tenants is for admins; malformedRequest: the marker is no server of this list
 */
export function listServers({ inventory, caller, collection, query: parameters, links }: ListRequest): ServerPage {
  const query = parseListQuery(parameters);
  const policy = collection === 'servers' ? 'index' : 'detail';
  if (query.allTenants) enforce(`os_compute_api:servers:${policy}:get_all_tenants`, 'admin', caller, caller.projectId);
  const servers = pageOf(visible(inventory, caller, query), query);
  const next = servers.length === query.limit ? nextPath(collection, parameters, servers.at(-1)?.id) : undefined;
  return { servers, links: next === undefined ? [] : links.next(next) };
}

const visible = (inventory: Inventory, caller: Caller, { allTenants }: ListQuery): readonly Server[] =>
  inventory.list().filter(({ projectId }) => (allTenants && isAdmin(caller)) || projectId === caller.projectId);

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

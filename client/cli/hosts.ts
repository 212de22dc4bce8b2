import type { Server } from '../servers.ts';

/** What tells which servers share a host. */
export interface HostColumn {
  readonly key: 'host' | 'host_id';
  of(server: Server): string | undefined;
  /** How much of it people are shown. */
  readonly shownLength?: number;
}

/** Enough of a hostId to tell hosts apart. */
export const shownHostIdLength = 12;

const byName: HostColumn = { key: 'host', of: (server) => server['OS-EXT-SRV-ATTR:host'] };
const byId: HostColumn = { key: 'host_id', of: ({ hostId }) => hostId, shownLength: shownHostIdLength };
const rule = 'A share, weight or priority compares only servers of one host.';

/**
 * How to tell the hosts of these servers apart: by name for those who may see it, else by hostId, which depends on the project too.
 * Undefined where neither will do.
 */
export function chooseHostColumn(servers: readonly Server[]): HostColumn | undefined {
  if (servers.every((server) => byName.of(server) !== undefined)) return byName;
  return new Set(servers.map(({ tenant_id }) => tenant_id)).size === 1 ? byId : undefined;
}

/** What must be said of servers in one command that do not share a host; undefined where they do. */
export function describeHosts(servers: readonly Server[]): string | undefined {
  const column = chooseHostColumn(servers);
  if (column === undefined) return `Which of these servers share a host cannot be told across projects. ${rule}`;
  const groups = new Map<string | undefined, string[]>();
  for (const server of servers) {
    const names = groups.get(column.of(server));
    if (names === undefined) groups.set(column.of(server), [server.name]);
    else names.push(server.name);
  }
  if (groups.size < 2) return undefined;
  const told = [...groups].map(([host, names]) => `${names.join(', ')} on ${host?.slice(0, column.shownLength)}`);
  return `These servers are on ${groups.size} hosts: ${told.join('; ')}. ${rule}`;
}

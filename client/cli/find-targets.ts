import pLimit from 'p-limit';
import { CloudError } from '../cloud-error.ts';
import type { Cloud } from '../connect.ts';
import { looksLikeId, type Server } from '../servers.ts';
import { CommandError } from './errors.ts';
import type { ServerChoice } from './parse-servers.ts';

/** A server that a command is about: found, or not. */
export interface Target {
  /** As it was typed, or its name. */
  readonly label: string;
  /** As it is to be typed again: a name that nobody typed may not be the only one of its kind. */
  readonly again: string;
  /** What the next request names it by. */
  readonly id: string;
  /** Left out where nobody looked. */
  readonly server?: Server;
  /** Another one has the same name. */
  readonly hasNamesake?: boolean;
  readonly error?: unknown;
}

/** So many servers at once: hosts work side by side, and none is flooded. */
export const atOnce = 8;

/** How people are told which server it is. */
export const nameOf = ({ label, id, hasNamesake = false }: Target): string =>
  hasNamesake ? `${label} (${id})` : label;

/**
 * Looks the servers up. One that is not found is a target with its error, so that the others are tried all the same.
 * @throws {CommandError} two of the names are one server's
 * @throws {CloudError} the list of all servers was refused, or no answer came
 */
export async function findTargets(cloud: Cloud, choice: ServerChoice): Promise<Target[]> {
  if ('allProjects' in choice) return listTargets(cloud, choice.allProjects);
  const [only] = choice.names;
  // With one server nothing is compared, so that nothing has to be known of it.
  if (choice.one && only !== undefined && looksLikeId(only)) return [{ label: only, again: only, id: only }];
  const limit = pLimit(atOnce);
  const targets = await Promise.all(choice.names.map((name) => limit(() => findTarget(cloud, name))));
  refuseTwins(targets);
  return targets;
}

async function listTargets(cloud: Cloud, allProjects: boolean): Promise<Target[]> {
  const servers = await cloud.listServers({ allProjects });
  const count = new Map<string, number>();
  for (const { name } of servers) count.set(name, (count.get(name) ?? 0) + 1);
  return servers.map((server) => ({
    label: server.name,
    again: server.id,
    id: server.id,
    server,
    hasNamesake: count.get(server.name) !== 1,
  }));
}

async function findTarget(cloud: Cloud, name: string): Promise<Target> {
  try {
    const server = await cloud.findServer(name);
    return { label: name, again: name, id: server.id, server };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { label: name, again: name, id: name, error };
  }
}

/** Two changes of one server at once would race. */
function refuseTwins(targets: readonly Target[]): void {
  for (const [index, { id, label, server }] of targets.entries()) {
    const twin = targets.slice(0, index).find((other) => server !== undefined && other.id === id);
    if (twin !== undefined) throw new CommandError(`'${twin.label}' and '${label}' are the same server.`);
  }
}

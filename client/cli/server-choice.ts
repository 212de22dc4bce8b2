import type { Command } from 'commander';
import { CloudError } from '../cloud-error.ts';
import type { Cloud } from '../connect.ts';
import type { Server } from '../servers.ts';
import { usageError } from './usage.ts';

/** The servers that a command is about, as they were typed. */
export type ServerChoice =
  | { readonly names: readonly string[]; readonly one: boolean }
  | { readonly allProjects: boolean; readonly one: false };

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
  readonly error?: unknown;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The servers in a word such as `VM1` or `VM1,VM2`; with a comma they are several, and are answered as a list. */
export function parseServers(command: Command, word: string): ServerChoice {
  const names = word.split(',').map((name) => name.trim());
  if (names.includes('')) usageError(command, `'${word}' has an empty name between its commas`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) usageError(command, `'${twice}' is named twice`);
  return { names, one: names.length === 1 };
}

/**
 * Looks the servers up. One that is not found is a target with its error, so that the others are tried all the same.
 * @throws {CloudError} the list of all servers was refused, or no answer came
 */
export async function findTargets(cloud: Cloud, choice: ServerChoice): Promise<Target[]> {
  if ('allProjects' in choice) {
    const servers = await cloud.listServers({ allProjects: choice.allProjects });
    return servers.map((server) => ({ label: server.name, again: server.id, id: server.id, server }));
  }
  const [only] = choice.names;
  // With one server nothing is compared, so that nothing has to be known of it.
  if (choice.one && only !== undefined && uuid.test(only)) return [{ label: only, again: only, id: only }];
  return Promise.all(choice.names.map((name) => findTarget(cloud, name)));
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

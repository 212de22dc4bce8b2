import { CommandFailed } from '../transport/transport.ts';
import type { Host } from './host.ts';
import { parseMacs } from './nic.ts';
import { noSuchDomain } from './virsh-stderr.ts';

/** The domains of a host, those that are shut off and those that Nova did not make among them. */
export interface Residents {
  readonly ids: ReadonlySet<string>;
  /** Of all their interfaces, in lower case. */
  readonly macs: ReadonlySet<string>;
}

/**
 * The UUIDs of all domains of a host.
 * @throws {CommandFailed}
 */
export async function readDomainIds(host: Host): Promise<Set<string>> {
  const lines = (await host.virsh('list', '--all', '--uuid')).split('\n').map((line) => line.trim());
  return new Set(lines.filter((line) => line !== ''));
}

/**
 * Looks at every domain, one after the other, so that users' commands get in between. One that goes meanwhile is left out.
 * @throws {CommandFailed} a domain cannot be told: what is left would look as if it were all
 */
export async function readResidents(host: Host): Promise<Residents> {
  const ids = await readDomainIds(host);
  const macs = new Set<string>();
  for (const id of ids) {
    try {
      for (const mac of parseMacs(await host.virshOf(id, 'domiflist'))) macs.add(mac);
    } catch (error) {
      if (!(error instanceof CommandFailed) || !noSuchDomain.test(error.stderr)) throw error;
      ids.delete(id);
    }
  }
  return { ids, macs };
}

import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import { noSuchDomain } from '../compute/virsh-stderr.ts';
import { CommandFailed } from '../transport/transport.ts';
import { parseDomainXml } from './domain-xml.ts';

/** A domain, and whose server it is. */
export interface ServerDomain {
  readonly domain: Domain;
  /** Undefined for a domain that Nova did not make: it is no server. */
  readonly projectId: string | undefined;
}

/**
 * The domain of that name as a host has it now; undefined where there is none.
 * @throws {CommandFailed} the host does not answer
 * @throws {Error} what it answers is no domain's XML
 */
export async function findServerDomain(host: Host, domainName: string): Promise<ServerDomain | undefined> {
  try {
    const xml = await host.virsh('dumpxml', '--domain', domainName);
    const { uuid, domainName: name, maxMemoryKiB, balloon, nova } = parseDomainXml(xml);
    // virsh takes a name like `5` for a number of its own, and answers another domain.
    if (name !== domainName) return undefined;
    return { domain: { uuid, name, host, maxMemoryKiB, balloon }, projectId: nova?.projectId };
  } catch (error) {
    if (error instanceof CommandFailed && noSuchDomain.test(error.stderr)) return undefined;
    throw error;
  }
}

/** As `findServerDomain`, whosever it is. */
export const findDomain = async (host: Host, domainName: string): Promise<Domain | undefined> =>
  (await findServerDomain(host, domainName))?.domain;

/**
 * The UUIDs of all domains that run on a host.
 * @throws {CommandFailed} the host does not answer
 */
export async function listRunning(host: Host): Promise<ReadonlySet<string>> {
  const lines = (await host.virsh('list', '--uuid')).split('\n').map((line) => line.trim());
  return new Set(lines.filter((line) => line !== ''));
}

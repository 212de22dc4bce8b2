import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import { noSuchDomain } from '../compute/virsh-stderr.ts';
import { CommandFailed } from '../transport/transport.ts';
import { parseDomainXml } from './domain-xml.ts';

/**
 * The domain of that name as a host has it now; undefined where there is none.
 * @throws {CommandFailed} the host does not answer
 * @throws {Error} what it answers is no domain's XML
 */
export async function findDomain(host: Host, domainName: string): Promise<Domain | undefined> {
  try {
    const xml = await host.virsh('dumpxml', '--domain', domainName);
    const { uuid, domainName: name, maxMemoryKiB, balloon } = parseDomainXml(xml);
    // virsh takes a name like `5` for a number of its own, and answers another domain.
    return name === domainName ? { uuid, name, host, maxMemoryKiB, balloon } : undefined;
  } catch (error) {
    if (error instanceof CommandFailed && noSuchDomain.test(error.stderr)) return undefined;
    throw error;
  }
}

import type { Host } from '../compute/host.ts';
import { readDomainIds } from '../compute/residents.ts';
import { noSuchDomain } from '../compute/virsh-stderr.ts';
import { CommandFailed } from '../transport/transport.ts';
import { type DomainDescription, parseDomainXml } from './domain-xml.ts';
import type { KnownServers, Question } from './known-servers.ts';
import type { Server } from './server.ts';
import { parseState } from './vm-state.ts';

/** What came of looking: all was told, libvirt refused to tell something, or it did not answer in time. */
export type Look = 'told' | 'refused' | 'unanswered';

const worst = (one: Look, other: Look): Look => {
  if (one === 'unanswered' || other === 'unanswered') return 'unanswered';
  return one === 'refused' ? one : other;
};

/** Looks at the domains of a host, and writes down what they are. */
export class HostListing {
  readonly #host: Host;
  readonly #known: KnownServers;
  readonly #onRefused: (uuid: string, failure: unknown) => void;

  /** @param onRefused one domain cannot be told; that stops none of the others */
  constructor(host: Host, known: KnownServers, onRefused: (uuid: string, failure: unknown) => void) {
    this.#host = host;
    this.#known = known;
    this.#onRefused = onRefused;
  }

  /**
   * Looks at every domain, a few at a time, so that users' commands get in between; ends early when aborted.
   * @throws {CommandFailed} the host does not answer
   */
  async listAll(signal: AbortSignal): Promise<Look> {
    const present = await this.#known.during((question) => this.#readUuids(question));
    let look: Look = 'told';
    for (const uuids of inGroups([...present])) {
      if (signal.aborted) return look;
      look = worst(look, await this.#refreshAll(uuids));
    }
    return look;
  }

  /**
   * Looks at the domain of that name, which may have gone from one domain to another since it was last seen.
   * @throws {CommandFailed} the host does not answer
   */
  async refreshByName(domainName: string, signal: AbortSignal): Promise<Look> {
    const before = this.#known.findUuid(domainName);
    const now = await this.#askUuid(domainName);
    const look = before === undefined || before === now ? 'told' : await this.#refresh(before);
    if (now === undefined) return look;
    const lookNow = worst(look, await this.#refresh(now));
    // virsh takes a name like `5` for a number of its own, and answers another domain.
    return this.#known.findUuid(domainName) === now ? lookNow : worst(lookNow, await this.listAll(signal));
  }

  async #readUuids(question: Question): Promise<ReadonlySet<string>> {
    const present = await readDomainIds(this.#host);
    this.#known.retain(question, present);
    return present;
  }

  async #askUuid(domainName: string): Promise<string | undefined> {
    try {
      return (await this.#host.virsh('domuuid', '--domain', domainName)).trim();
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** In one go where none of them makes trouble, else each by itself. */
  async #refreshAll(uuids: readonly string[]): Promise<Look> {
    try {
      await this.#known.during((question) => this.#lookAtAll(question, uuids));
      return 'told';
    } catch (error) {
      if (!isAboutDomain(error)) throw error;
    }
    let look: Look = 'told';
    for (const uuid of uuids) look = worst(look, await this.#refresh(uuid));
    return look;
  }

  async #lookAtAll(question: Question, uuids: readonly string[]): Promise<void> {
    const commands = uuids.flatMap((uuid) => [
      ['dumpxml', uuid],
      ['domstate', uuid, '--reason'],
    ]);
    const answers = await this.#host.virshAll(commands);
    for (const [index, uuid] of uuids.entries())
      this.#keep(question, uuid, answers[2 * index]!, answers[2 * index + 1]!);
  }

  async #refresh(uuid: string): Promise<Look> {
    try {
      await this.#known.during((question) => this.#look(question, uuid));
      return 'told';
    } catch (error) {
      if (!isAboutDomain(error)) throw error;
      this.#onRefused(uuid, error);
      return error.reason === 'exit' ? 'refused' : 'unanswered';
    }
  }

  async #look(question: Question, uuid: string): Promise<void> {
    try {
      const xml = this.#host.virsh('dumpxml', uuid);
      const state = this.#host.virsh('domstate', uuid, '--reason');
      this.#keep(question, uuid, ...(await Promise.all([xml, state])));
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#known.forget(question, uuid);
    }
  }

  /** XML that cannot be read will be the same the next time: the domain is left out until an event tells that it changed. */
  #keep(question: Question, uuid: string, xml: string, state: string): void {
    try {
      const description = parseDomainXml(xml);
      this.#known.keep(question, uuid, description.domainName, findServer(uuid, description, this.#host, state));
    } catch (error) {
      this.#known.forget(question, uuid);
      this.#onRefused(uuid, error);
    }
  }
}

/** Undefined for a domain that Nova did not make. */
function findServer(
  uuid: string,
  { domainName, nova, maxMemoryKiB, balloon }: DomainDescription,
  host: Host,
  state: string,
): Server | undefined {
  if (nova === undefined) return undefined;
  const domain = { uuid, name: domainName, host, maxMemoryKiB, balloon };
  return {
    id: uuid,
    ...nova,
    state: parseState(state),
    taskState: undefined,
    isLocked: false,
    hostName: host.name,
    domainName,
    getDomain: async () => domain,
  };
}

/** So few that their XML is read and parsed in a few milliseconds. */
const group = 8;

function* inGroups(uuids: readonly string[]): Iterable<readonly string[]> {
  for (let done = 0; done < uuids.length; done += group) yield uuids.slice(done, done + group);
}

/** A libvirtd that is gone or hangs ends the whole session; these are about the one domain. */
const isAboutDomain = (error: unknown): error is CommandFailed =>
  error instanceof CommandFailed && (error.reason === 'exit' || error.reason === 'timeout');

const isGone = (error: unknown): boolean => error instanceof CommandFailed && noSuchDomain.test(error.stderr);

import type { Server } from './server.ts';

/** A question put to the host. Later ones have higher numbers. */
export type Question = number;

/** What is known of one host's domains. Answers may come out of order: an older one never takes the place of a newer one. */
export class KnownServers {
  readonly #servers = new Map<string, Server>();
  /** Of every domain, servers or not: events tell the name only. */
  readonly #uuids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  /** The question that the newest answer about a domain is to; of those that are gone as well, while an older question is open. */
  readonly #answered = new Map<string, Question>();
  #last: Question = 0;
  #open = 0;
  #changes = 0;

  /** Grows with each change of what is known. */
  get changes(): number {
    return this.#changes;
  }

  /** Puts a question; all that `ask` learns counts as of its beginning. */
  async during<T>(ask: (question: Question) => Promise<T>): Promise<T> {
    this.#last += 1;
    this.#open += 1;
    try {
      return await ask(this.#last);
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#answered.clear();
    }
  }

  /** A domain is there; `server` is undefined for one that Nova did not make. */
  keep(question: Question, uuid: string, domainName: string, server: Server | undefined): void {
    if (!this.#isNews(question, uuid)) return;
    this.#drop(uuid);
    this.#names.set(uuid, domainName);
    this.#uuids.set(domainName, uuid);
    if (server !== undefined) this.#servers.set(uuid, server);
  }

  /** A domain is not there, or nothing can be said of it. */
  forget(question: Question, uuid: string): void {
    if (this.#isNews(question, uuid)) this.#drop(uuid);
  }

  /** These domains are all there are. */
  retain(question: Question, present: ReadonlySet<string>): void {
    for (const uuid of [...this.#names.keys()]) if (!present.has(uuid)) this.forget(question, uuid);
  }

  find(uuid: string): Server | undefined {
    return this.#servers.get(uuid);
  }

  findUuid(domainName: string): string | undefined {
    return this.#uuids.get(domainName);
  }

  servers(): Iterable<Server> {
    return this.#servers.values();
  }

  #isNews(question: Question, uuid: string): boolean {
    if (question < (this.#answered.get(uuid) ?? 0)) return false;
    this.#answered.set(uuid, question);
    return true;
  }

  #drop(uuid: string): void {
    this.#changes += 1;
    const name = this.#names.get(uuid);
    if (name !== undefined && this.#uuids.get(name) === uuid) this.#uuids.delete(name);
    this.#names.delete(uuid);
    this.#servers.delete(uuid);
  }
}

interface Entry<T> {
  readonly value: T;
  readonly domainName: string | undefined;
  readonly askedAt: number;
}

/** What has been learnt of a host's domains, by UUID, for a time. */
export class Kept<T> {
  readonly #maxAgeMs: number;
  /** In the order in which they were kept. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(maxAgeMs = Number.POSITIVE_INFINITY) {
    this.#maxAgeMs = maxAgeMs;
  }

  /** What was learnt earlier never takes the place of what was learnt later. */
  keep(uuid: string, entry: Entry<T>): void {
    this.#dropOld();
    if ((this.#entries.get(uuid)?.askedAt ?? Number.NEGATIVE_INFINITY) >= entry.askedAt) return;
    this.#entries.delete(uuid);
    this.#entries.set(uuid, entry);
  }

  find(uuid: string): T | undefined {
    const entry = this.#entries.get(uuid);
    return entry === undefined || this.#isOld(entry) ? undefined : entry.value;
  }

  values(): T[] {
    return [...this.#entries.values()].filter((entry) => !this.#isOld(entry)).map(({ value }) => value);
  }

  drop(uuid: string): void {
    this.#entries.delete(uuid);
  }

  /** The domain of that name has changed: events tell the name only, and what has none may be it. */
  dropNamed(name: string): void {
    for (const [uuid, { domainName = name }] of this.#entries) if (domainName === name) this.drop(uuid);
  }

  clear(): void {
    this.#entries.clear();
  }

  #isOld({ askedAt }: Entry<T>): boolean {
    return performance.now() - askedAt > this.#maxAgeMs;
  }

  #dropOld(): void {
    for (const [uuid, entry] of this.#entries) {
      if (!this.#isOld(entry)) return;
      this.drop(uuid);
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { Backoff } from './backoff.ts';
import { connectSsh, type SshAddress } from './ssh-connection.ts';

/** How long a goodbye may take. */
const patienceMs = 200;
/** How long a new attempt may hold up calls to a host that has not answered the last one. */
const quickMs = 500;

/** The one connection to a host that all its programs share: opened on first use, and again after it was lost. */
export class SshLink {
  readonly #address: SshAddress;
  readonly #backoff = new Backoff();
  readonly #onLost = new Set<(error: Error) => void>();
  readonly #closing = new AbortController();
  #client: Promise<Client> | undefined;
  #open: Client | undefined;
  #lastError = new Error('No connection yet');
  #closed = false;
  /** In a row. */
  #failures = 0;
  #startedAt = 0;
  #retryAt = 0;

  constructor(address: SshAddress) {
    this.#address = address;
  }

  /**
   * The connection, after connectTimeoutMs at the latest. A host that is down costs that wait once: after a failure an attempt goes on by itself
   * and holds calls up for no longer than its first 500 ms. The second attempt begins with the next call, the others after 250 ms, doubling to
   * 10 s; calls in between fail at once.
   * @throws {Error} there is none: the last attempt's error
   */
  client(): Promise<Client> {
    if (this.#closed) return Promise.reject(new Error('Transport closed'));
    if (!this.#client && performance.now() < this.#retryAt) return Promise.reject(this.#lastError);
    this.#client ??= this.#connect();
    return this.#failures === 0 ? this.#client : this.#quickly(this.#client);
  }

  async #quickly(attempt: Promise<Client>): Promise<Client> {
    const enough = new AbortController();
    const leftMs = Math.max(0, this.#startedAt + quickMs - performance.now());
    const timeIsUp = delay(leftMs, undefined, { signal: enough.signal, ref: false }).then(() => {
      throw this.#lastError;
    });
    try {
      return await Promise.race([attempt, timeIsUp]);
    } finally {
      enough.abort();
    }
  }

  /** Calls back once, when the connection is lost; returns the way to take that back. */
  onLost(callback: (error: Error) => void): () => void {
    this.#onLost.add(callback);
    return () => this.#onLost.delete(callback);
  }

  /** Ends all that runs, says goodbye, and does not wait long for a peer that is silent. */
  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#open;
    if (client) {
      this.#lose(client, new Error('Transport closed'));
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()).end());
      await Promise.race([closed, delay(patienceMs, undefined, { ref: false })]);
    }
    this.#closing.abort();
  }

  async #connect(): Promise<Client> {
    this.#startedAt = performance.now();
    try {
      const client = await connectSsh(this.#address, this.#closing.signal);
      this.#open = client;
      client.once('error', (error) => this.#lose(client, error));
      client.once('close', () => this.#lose(client, new Error('Connection lost')));
      this.#backoff.reset();
      this.#failures = 0;
      return client;
    } catch (error) {
      this.#client = undefined;
      this.#lastError = error instanceof Error ? error : new Error(String(error));
      this.#failures += 1;
      if (this.#failures > 1) this.#retryAt = performance.now() + this.#backoff.next();
      throw this.#lastError;
    }
  }

  #lose(client: Client, error: Error): void {
    if (this.#open !== client) return;
    this.#open = undefined;
    this.#client = undefined;
    if (isSilent(error)) {
      this.#failures = 1;
      this.#lastError = error;
    }
    const callbacks = [...this.#onLost];
    this.#onLost.clear();
    for (const callback of callbacks) callback(error);
  }
}

/** ssh2's word for a peer whose keepalives have not come: nobody needs to wait for it once more. */
const isSilent = (error: Error): boolean => 'level' in error && error.level === 'client-timeout';

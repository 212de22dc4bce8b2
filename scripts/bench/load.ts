import { Client } from 'undici';

/** One request; a POST of an action where there is one. */
export interface Ask {
  readonly path: string;
  readonly action?: unknown;
}

/** What many requests came to. */
export interface Load {
  readonly timesMs: readonly number[];
  readonly seconds: number;
  /** Answers other than 200, by status. */
  readonly failures: Readonly<Record<string, number>>;
}

export interface LoadPlan {
  /** How many ask at the same time, each the next thing once it has its answer. */
  readonly clients: number;
  /** Ends after so many requests of all clients, or after this time, whichever is first. */
  readonly requests?: number;
  readonly durationMs?: number;
  /** What to ask at a turn; turns are numbered over all clients. */
  readonly ask: (turn: number) => Ask;
}

export const actionPath = (serverId: string): string => `/v2.1/servers/${serverId}/action`;

/** Asks one service over connections that stay open, from another process than the service's. */
export class LoadGenerator {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #connections: Client[] = [];
  #turn = 0;

  constructor(url: string, token = 'admin:bench') {
    this.#url = url;
    this.#headers = { 'x-auth-token': token, 'content-type': 'application/json' };
  }

  /** @throws {Error} no answer within 30 s */
  async run({ clients, requests = Number.POSITIVE_INFINITY, durationMs = 600_000, ask }: LoadPlan): Promise<Load> {
    const timesMs: number[] = [];
    const failures: Record<string, number> = {};
    const startedAt = performance.now();
    const lastAt = startedAt + durationMs;
    let left = requests;
    const loop = async (connection: Client): Promise<void> => {
      while (left > 0 && performance.now() < lastAt) {
        left -= 1;
        const askedAt = performance.now();
        const status = await this.#ask(connection, ask(this.#turn++));
        timesMs.push(performance.now() - askedAt);
        if (status !== 200) failures[status] = (failures[status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, index) => loop(this.#connection(index))));
    return { timesMs, seconds: (performance.now() - startedAt) / 1000, failures };
  }

  /** One request and its answer. */
  async once(ask: Ask): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await this.#send(this.#connection(0), ask);
    return { status: answer.statusCode, body: await answer.body.json() };
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.destroy()));
  }

  #connection(index: number): Client {
    this.#connections[index] ??= new Client(this.#url, { headersTimeout: 30_000, bodyTimeout: 30_000 });
    return this.#connections[index];
  }

  async #ask(connection: Client, ask: Ask): Promise<number> {
    const answer = await this.#send(connection, ask);
    await answer.body.text();
    return answer.statusCode;
  }

  #send(connection: Client, { path, action }: Ask) {
    if (action === undefined) return connection.request({ path, method: 'GET', headers: this.#headers });
    return connection.request({ path, method: 'POST', headers: this.#headers, body: JSON.stringify(action) });
  }
}

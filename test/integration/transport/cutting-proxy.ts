import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a unix socket, and breaks about one in `every` of the replies off: before it, within it, or right after it. */
export class CuttingProxy {
  /** How many connections it has cut. */
  cuts = 0;
  readonly #every: number;
  readonly #to: string;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#join(client));

  constructor(to: string, every: number) {
    this.#to = to;
    this.#every = every;
  }

  async listen(path: string): Promise<void> {
    this.#server.listen(path);
    await once(this.#server, 'listening');
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const server = connect(this.#to);
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) this.#sockets.add(socket.on('error', cut).on('close', cut));
    client.on('data', (data) => server.write(data));
    server.on('data', (data) => {
      if (Math.random() * this.#every >= 1) return client.write(data);
      this.cuts += 1;
      return client.write(data.subarray(0, Math.floor(Math.random() * (data.length + 1))), cut);
    });
  }
}

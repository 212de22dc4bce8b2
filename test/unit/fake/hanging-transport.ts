import type {
  Argv,
  Channel,
  ChannelListener,
  Output,
  RunOptions,
  Transport,
} from '../../../src/transport/transport.ts';

/** The way to a host on which some domains hang: a virsh session that is asked about one never answers again. */
export class HangingTransport implements Transport {
  /** UUIDs. */
  readonly hanging = new Set<string>();
  readonly #inner: Transport;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  run(argv: Argv, options: RunOptions): Promise<Output> {
    return this.#inner.run(argv, options);
  }

  async open(argv: Argv, listener: ChannelListener): Promise<Channel> {
    const channel = await this.#inner.open(argv, listener);
    let stuck = false;
    return {
      write: (text) => {
        stuck ||= [...this.hanging].some((uuid) => text.includes(uuid));
        if (!stuck) channel.write(text);
      },
      kill: () => channel.kill(),
    };
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

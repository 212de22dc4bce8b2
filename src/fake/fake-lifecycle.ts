import { type Channel, type ChannelListener, CommandFailed } from '../transport/transport.ts';

/** How libvirt's own log shows that libvirtd has accepted the subscription: the only sign there is of it. */
const subscribedLine =
  '2026-11-20 12:00:00.000+0000: 1: info : virNetClientCallDispatch:1 : RPC_CLIENT_MSG_RX: client=0x1 len=28 prog=536903814 vers=1 proc=316 type=1 status=0 serial=5\n';

/** `virsh event --event lifecycle --loop` of a fake host. */
export class FakeLifecycle {
  readonly #listeners = new Set<ChannelListener>();

  listen(host: string, listener: ChannelListener): Channel {
    this.#listeners.add(listener);
    setImmediate(() => listener.onStderr(subscribedLine));
    return {
      write: () => {},
      kill: () => {
        if (!this.#listeners.delete(listener)) return;
        setImmediate(() =>
          listener.onClose(
            new CommandFailed({ host, argv: ['virsh', 'event'], reason: 'ended', signal: 'SIGKILL', durationMs: 0 }),
          ),
        );
      },
    };
  }

  /** Tells all listeners, such as `Started Booted`. */
  tell(domainName: string, what: string): void {
    for (const listener of this.#listeners)
      listener.onStdout(`event 'lifecycle' for domain '${domainName}': ${what}\n`);
  }
}

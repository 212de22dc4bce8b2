import type { Argv } from '../transport/transport.ts';
import { type LifecycleEvent, parseLifecycleLine } from './lifecycle-line.ts';
import { virshEnvironment, virshKeepalive } from './virsh-argv.ts';

/**
 * `virsh event` says nothing when its subscription is in place, but libvirt's client can log every message of its protocol. The reply to
 * CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY (316) is libvirtd's word for it. The numbers are wire format and stay. @see libvirt remote_protocol.x
 * The log's other lines (a keepalive each second) also end a virsh whose reader is gone, by SIGPIPE.
 */
const logging = ['LIBVIRT_LOG_FILTERS=2:rpc.netclient', 'LIBVIRT_LOG_OUTPUTS=2:stderr'];
const subscribed = /RPC_CLIENT_MSG_RX: .* prog=536903814 .* proc=316 type=1 status=0 /;
const logLine = /^\d{4}-\d\d-\d\d .*: \d+: (?:debug|info|warning|error) : /;

/** `stdbuf -oL` is for virsh before 9.0, which kept the lines back when they went into a pipe. Listening needs no more than read-only. */
export function eventArgv(uri: string): Argv {
  const event = ['event', '--event', 'lifecycle', '--loop'];
  return [
    'env',
    ...virshEnvironment,
    ...logging,
    'stdbuf',
    '-oL',
    'virsh',
    '-q',
    '-r',
    ...virshKeepalive(uri),
    '-c',
    uri,
    ...event,
  ];
}

export interface LifecycleListener {
  /** The subscription is in place: from here on no event is missed. */
  onSubscribed(): void;
  onEvent(event: LifecycleEvent): void;
}

export interface StreamListener extends LifecycleListener {
  /** libvirtd has replied to the subscription. */
  onReply(): void;
}

/** What one `virsh event` process has said so far. */
export class LifecycleStream {
  readonly #listener: StreamListener;
  #stdoutTail = '';
  #stderrTail = '';
  #errors: string[] = [];
  #isLogging = false;
  #isSubscribed = false;

  constructor(listener: StreamListener) {
    this.#listener = listener;
  }

  /** Whether its libvirt logs its messages at all, so that the lack of a reply means something. */
  get isLogging(): boolean {
    return this.#isLogging;
  }

  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  /** virsh's own words, without the log. */
  get stderr(): string {
    return [...this.#errors, this.#stderrTail].join('\n');
  }

  onStdout(text: string): void {
    const lines = (this.#stdoutTail + text).split('\n');
    this.#stdoutTail = lines.pop() ?? '';
    for (const line of lines) {
      const event = parseLifecycleLine(line);
      if (!event) continue;
      // The two pipes are not in step: an event proves the subscription as well.
      this.subscribed();
      this.#listener.onEvent(event);
    }
  }

  onStderr(text: string): void {
    const lines = (this.#stderrTail + text).split('\n');
    this.#stderrTail = lines.pop() ?? '';
    for (const line of lines) {
      if (subscribed.test(line)) this.#listener.onReply();
      if (logLine.test(line)) this.#isLogging = true;
      else this.#errors = [...this.#errors, line].slice(-20);
    }
  }

  subscribed(): void {
    if (this.#isSubscribed) return;
    this.#isSubscribed = true;
    this.#listener.onSubscribed();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Host } from '../../../src/compute/host.ts';
import { type ChannelListener, CommandFailed, type FailureReason } from '../../../src/transport/transport.ts';

/** The line by which libvirt's log shows that libvirtd has accepted the subscription. */
const subscribed =
  '2026-11-20 12:00:00.000+0000: 1: info : virNetClientCallDispatch:1 : RPC_CLIENT_MSG_RX: client=0x1 len=28 prog=536903814 vers=1 proc=316 type=1 status=0 serial=5\n';

interface StubDomain {
  readonly name: string;
  state: string;
  xml: string;
}

export const failure = (reason: FailureReason, stderr = ''): CommandFailed =>
  new CommandFailed({ host: 'stub', argv: ['virsh'], reason, exitCode: 1, stderr, durationMs: 1 });

export const xmlOf = (
  uuid: string,
  name: string,
  { project = 'p', memory = '1024', created = '2026-11-20 12:00:00' } = {},
): string =>
  `<domain><name>${name}</name><uuid>${uuid}</uuid><metadata>
     <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
       <nova:name>server ${name}</nova:name><nova:creationTime>${created}</nova:creationTime>
       <nova:owner><nova:user uuid="u"/><nova:project uuid="${project}"/></nova:owner>
     </nova:instance></metadata><memory unit='KiB'>${memory}</memory></domain>`;

/** Waits until all that is under way without a timer has come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
}

/** The reply to a subscription counts when it has settled; see LifecycleAttempt. */
async function waitMs(forMs: number): Promise<void> {
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(forMs);
  else await sleep(forMs);
}

/** A host as an inventory sees it: what virsh says, when it says it, and the stream of events. */
export class StubHost {
  readonly name: string;
  readonly domains = new Map<string, StubDomain>();
  /** Every command, as one line. */
  readonly asked: string[] = [];
  /** Changes or delays an answer, which was found at the time of the question; may throw. */
  answering: (line: string, answer: string) => string | Promise<string> = (_line, answer) => answer;
  forgotten = 0;
  /** How often somebody began to listen to its events. */
  listened = 0;
  #listener: ChannelListener | undefined;

  constructor(name = 'stub') {
    this.name = name;
  }

  /** This, for those who want a `Host`; it has what an inventory needs of one. */
  get host(): Host {
    const transport = {
      open: async (_argv: unknown, listener: ChannelListener) => {
        this.#listener = listener;
        this.listened += 1;
        return { write: () => {}, kill: () => {} };
      },
    };
    const host = {
      name: this.name,
      settings: { name: this.name, uri: 'qemu:///system' },
      transport,
      virsh: (...args: string[]) => this.#virsh(args),
      virshAll: (commands: string[][]) => Promise.all(commands.map((args) => this.#virsh(args))),
      virshOf: (uuid: string, verb: string, ...args: string[]) => this.#virsh([verb, uuid, ...args]),
      forget: () => {
        this.forgotten += 1;
      },
    };
    return host as unknown as Host;
  }

  define(uuid: string, name: string, xml = xmlOf(uuid, name), state = 'running (booted)'): void {
    this.domains.set(uuid, { name, state, xml });
  }

  /** The events are listened to; resolves when what follows has come to rest. */
  async connect(): Promise<void> {
    await settle();
    this.#listener?.onStderr(subscribed);
    await waitMs(110);
    await settle();
  }

  /** `unreachable` is a host that is down, `ended` a stream that broke. */
  async disconnect(reason: FailureReason = 'ended'): Promise<void> {
    this.#listener?.onClose(failure(reason));
    await settle();
  }

  async tell(name: string, what = 'Defined Updated'): Promise<void> {
    this.#listener?.onStdout(`event 'lifecycle' for domain '${name}': ${what}\n`);
    await settle();
  }

  async #virsh(args: readonly string[]): Promise<string> {
    const line = args.join(' ');
    this.asked.push(line);
    try {
      return await this.answering(line, this.#answer(args));
    } catch (error) {
      // Also a refusal may be late.
      await this.answering(line, '');
      throw error;
    }
  }

  #answer([verb, key = '', ...more]: readonly string[]): string {
    if (verb === 'list') return `${[...this.domains.keys()].join('\n')}\n\n`;
    if (verb === 'domuuid') return `${this.#uuidOf(more.join(' '))}\n`;
    const domain = this.domains.get(key);
    if (domain === undefined) throw failure('exit', `error: failed to get domain '${key}'`);
    return verb === 'dumpxml' ? domain.xml : `${domain.state}\n`;
  }

  #uuidOf(name: string): string {
    const found = [...this.domains].find(([, domain]) => domain.name === name);
    if (found === undefined) throw failure('exit', `error: failed to get domain '${name}'`);
    return found[0];
  }
}

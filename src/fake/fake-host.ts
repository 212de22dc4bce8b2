// fake/ is the in-memory driver: hosts that answer virsh, tc and a few small programs as real ones do, at the level of text. So all of
// novatune but transport/ runs on them unchanged. It imports transport/ for the port. Start here; fake-cluster.ts has the hosts.
import {
  type Argv,
  type Channel,
  type ChannelListener,
  CommandFailed,
  type Output,
  type RunOptions,
  type Transport,
} from '../transport/transport.ts';
import { FakeDomain, type FakeHostKind } from './fake-domain.ts';
import { FakeLifecycle } from './fake-lifecycle.ts';
import { answerProgram } from './fake-programs.ts';
import { FakeTc } from './fake-tc.ts';
import { FakeVirsh } from './fake-virsh.ts';
import { FakeVirshSession } from './fake-virsh-session.ts';
import type { SampleServer } from './servers.ts';

export interface FakeHostOptions {
  readonly name: string;
  readonly kind: FakeHostKind;
  readonly servers: readonly SampleServer[];
}

/** The NIC of a fake host that priorities are set on. */
const uplink = 'eth1';

/** One compute host in memory. */
export class FakeHost implements Transport {
  readonly name: string;
  readonly kind: FakeHostKind;
  readonly virsh = new FakeVirsh();
  readonly tc = new FakeTc({ [uplink]: 100 });
  readonly #lifecycle = new FakeLifecycle();

  constructor({ name, kind, servers }: FakeHostOptions) {
    this.name = name;
    this.kind = kind;
    for (const server of servers) this.virsh.domains.set(server.id, new FakeDomain(server, kind));
  }

  async run(argv: Argv, options: RunOptions): Promise<Output> {
    // As a real program: never answers before the caller has gone on.
    await new Promise(setImmediate);
    const { exitCode, ...output } = answerProgram(this, argv, options.input ?? '');
    if (exitCode === 0) return output;
    throw new CommandFailed({ host: this.name, argv, reason: 'exit', exitCode, stderr: output.stderr, durationMs: 0 });
  }

  async open(argv: Argv, listener: ChannelListener): Promise<Channel> {
    if (!argv.includes('virsh')) throw new Error(`the fake does not know ${argv.join(' ')}`);
    if (argv.includes('event')) return this.#lifecycle.listen(this.name, listener);
    return new FakeVirshSession(this.virsh, this.name, listener);
  }

  async close(): Promise<void> {}

  /** Destroys and starts a domain afresh, as Nova's hard reboot does. */
  restart(uuid: string): void {
    this.stop(uuid);
    const domain = this.#get(uuid);
    this.virsh.domains.set(uuid, domain.restarted());
    this.#lifecycle.tell(domain.server.name, 'Started Booted');
  }

  /** Destroys a domain; it stays defined. */
  stop(uuid: string): void {
    const domain = this.#get(uuid);
    domain.running = false;
    this.#lifecycle.tell(domain.server.name, 'Stopped Destroyed');
  }

  /** Destroys and undefines a domain, as when its server is deleted, or moves away; what it was started as. */
  undefine(uuid: string): SampleServer {
    this.stop(uuid);
    const { server } = this.#get(uuid);
    this.virsh.domains.delete(uuid);
    this.#lifecycle.tell(server.name, 'Undefined Removed');
    return server;
  }

  /** Defines a domain afresh and starts it. */
  create(server: SampleServer): void {
    this.virsh.domains.set(server.id, new FakeDomain({ ...server, running: true }, this.kind));
    this.#lifecycle.tell(server.name, 'Defined Added');
    this.#lifecycle.tell(server.name, 'Started Booted');
  }

  #get(uuid: string): FakeDomain {
    const domain = this.virsh.domains.get(uuid);
    if (domain === undefined) throw new Error(`the fake host ${this.name} has no domain ${uuid}`);
    return domain;
  }
}

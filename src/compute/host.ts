import { setTimeout as sleep } from 'node:timers/promises';
import { Exclusive, turnDidNotCome } from '../exclusive.ts';
import { Joined } from '../joined.ts';
import {
  type Argv,
  CommandFailed,
  type Output,
  type Runner,
  type RunOptions,
  type Transport,
} from '../transport/transport.ts';
import { type Kbit, type Ms, ms } from '../units.ts';
import type { BalloonState } from './balloon.ts';
import type { Command } from './command.ts';
import { ControllerDoubt } from './controller-doubt.ts';
import type { Leaf } from './qdisc.ts';
import { Remembered, RememberedBy } from './remembered.ts';
import { elevated, explainSudo } from './root-programs.ts';
import { type HostSettings, longestChangeMs } from './settings.ts';
import { SharedReads } from './shared-reads.ts';
import { probeLeaf } from './tc-leaf.ts';
import { runTcBatch } from './tc-run.ts';
import { type HostTraits, readTraits } from './traits.ts';
import { readLinkRate, readUplink } from './uplink.ts';
import { Virsh } from './virsh.ts';

/** What the metrics want to know of a host. */
export interface HostObserver {
  /** `failure` has a reason of transport/'s list, or `refused`: the command was never sent. */
  commandEnded(tool: string, failure: { readonly reason: string } | undefined, durationMs: number): void;
  sessionRestarted(host: string): void;
}

const wiringMaxAgeMs = 60_000;

/** A virsh command about one domain, until when it must have been answered, and who is told when its turn has come. */
interface DomainCommand {
  readonly uuid: string;
  readonly dueAt: number;
  readonly args: readonly string[];
  readonly onTurn?: () => void;
}

/** A compute host: runs what is planned for it, one command of a domain at a time. */
export class Host {
  readonly name: string;
  readonly settings: HostSettings;
  readonly transport: Transport;
  /** The transport's `run`, by sudo where that is needed, and seen by the metrics. */
  readonly runner: Runner = {
    run: (argv, options) => this.#observed(argv[0], () => this.#runElevated(argv, options)),
  };
  /** Serialises whole changes: read, plan, run, read back. */
  readonly changes = new Exclusive();
  /** Serialises what wakes a guest's balloon statistics, and lets those who only want to see them wait for one waking. */
  readonly wakings = { turns: new Exclusive(), joined: new Joined<BalloonState | undefined>() };
  readonly #controllers = new ControllerDoubt();
  readonly #virsh: Virsh;
  readonly #observer: HostObserver;
  /** A domain whose QEMU hangs holds one session at most, so that its neighbours keep theirs. */
  readonly #domainGates = new Exclusive();
  readonly #reads = new SharedReads();
  readonly #traits = new Remembered(() => readTraits(this));
  readonly #uplinks = new RememberedBy((bridge) => readUplink(this, bridge), wiringMaxAgeMs);
  readonly #linkRates = new RememberedBy((device) => readLinkRate(this, device), wiringMaxAgeMs);
  readonly #leaf = new Remembered(() => probeLeaf(this.runner, this.settings.commandTimeoutMs));

  constructor(transport: Transport, settings: HostSettings, observer: HostObserver) {
    this.name = settings.name;
    this.settings = settings;
    this.transport = transport;
    this.#observer = observer;
    this.#virsh = new Virsh({
      transport,
      uri: settings.uri,
      host: settings.name,
      sudo: settings.sudo.includes('virsh'),
      onRestart: () => observer.sessionRestarted(settings.name),
    });
  }

  /**
   * Runs one virsh command in a warm session; answers its standard output. For commands about a domain use `virshOf`.
   * @throws {CommandFailed}
   */
  virsh(...args: readonly string[]): Promise<string> {
    return this.#runVirsh(args, this.settings.commandTimeoutMs);
  }

  /**
   * Runs commands that only read in one go, several domains' at once; answers the standard output of each. Whoever is not answered, because one
   * of them fails or hangs, asks for each by itself.
   * @param commands one or more
   * @throws {CommandFailed}
   */
  virshAll(commands: readonly (readonly string[])[]): Promise<readonly string[]> {
    return this.#observed('virsh', () => this.#virsh.runAll(commands, { timeoutMs: this.settings.commandTimeoutMs }));
  }

  /** As `virsh`, for a command about one domain: `virshOf(uuid, 'dumpxml')`. */
  virshOf(uuid: string, verb: string, ...args: readonly string[]): Promise<string> {
    return this.#doubted(verb, (dueAt) => this.#virshInTurn({ uuid, dueAt, args: [verb, uuid, ...args] }));
  }

  /** As `virshOf`, for one that only reads: all who ask it while it waits for its turn share the answer. */
  readOf(uuid: string, verb: string, ...args: readonly string[]): Promise<string> {
    const command = [verb, uuid, ...args];
    return this.#doubted(verb, (dueAt) =>
      this.#reads.ask(command, ms(dueAt - performance.now()), (onTurn) =>
        this.#virshInTurn({ uuid, dueAt, args: command, onTurn }),
      ),
    );
  }

  #doubted(verb: string, attempt: (dueAt: number) => Promise<string>): Promise<string> {
    const { commandTimeoutMs } = this.settings;
    const dueAt = performance.now() + commandTimeoutMs;
    // What is left after the doubt is for the answer that is believed.
    return this.#controllers.run(verb, commandTimeoutMs / 2, () => attempt(dueAt));
  }

  #virshInTurn({ uuid, dueAt, args, onTurn }: DomainCommand): Promise<string> {
    const { commandTimeoutMs } = this.settings;
    return this.#domainGates.run(uuid, commandTimeoutMs, async () => {
      onTurn?.();
      const leftMs = dueAt - performance.now();
      // Sent with no time left for an answer, what it did would be unknown.
      if (leftMs < commandTimeoutMs / 20) throw turnDidNotCome();
      return this.#runVirsh(args, ms(leftMs));
    });
  }

  /**
   * Runs a small program to its end.
   * @throws {CommandFailed}
   */
  program(argv: Argv): Promise<Output> {
    return this.runner.run(argv, { timeoutMs: this.settings.commandTimeoutMs });
  }

  /**
   * Runs one planned command; answers what virsh prints.
   * @throws {CommandFailed}
   */
  async run(command: Command): Promise<string> {
    if ('virsh' in command) {
      const [verb = '', uuid = '', ...args] = command.virsh;
      return this.virshOf(uuid, verb, ...args);
    }
    await runTcBatch(this.runner, command, this.settings.commandTimeoutMs);
    return '';
  }

  /** What kind of host it is; asked once, and again after a failure or after `forget`. */
  traits(): Promise<HostTraits> {
    return this.#traits.get();
  }

  /** The NIC that the guests of a bridge leave the host by; looked at again after a minute, for it may be wired anew. */
  uplinkOf(bridge: string): Promise<string> {
    return this.#uplinks.get(bridge);
  }

  /** The rate of the link behind a NIC, for a minute as well. */
  linkRateOf(device: string): Promise<Kbit> {
    return this.#linkRates.get(device);
  }

  /** The queue to give a class here; asked once, and again after a failure. */
  leaf(): Promise<Leaf> {
    return this.#leaf.get();
  }

  /** For a host that was out of reach: it may have been booted with another kernel, or have got another libvirt. */
  forget(): void {
    this.#controllers.forget();
    this.#traits.forget();
    this.#leaf.forget();
    this.#uplinks.forget();
    this.#linkRates.forget();
  }

  /**
   * Ends the sessions, then the way to the host. A change under way comes to its end first, even if its caller has gone: cut off, what it had
   * asked of a guest would not be put back.
   */
  async close(): Promise<void> {
    const enough = new AbortController();
    const limit = sleep(longestChangeMs(this.settings), undefined, { signal: enough.signal }).catch(() => {});
    await Promise.race([this.changes.idle(), limit]);
    enough.abort();
    this.#virsh.close();
    await this.transport.close();
  }

  async #runElevated(argv: Argv, options: RunOptions): Promise<Output> {
    try {
      return await this.transport.run(elevated(argv, this.settings.sudo), options);
    } catch (error) {
      throw explainSudo(error);
    }
  }

  #runVirsh(args: readonly string[], timeoutMs: Ms): Promise<string> {
    return this.#observed('virsh', () => this.#virsh.run(args, { timeoutMs }));
  }

  async #observed<T>(tool: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      const result = await work();
      this.#observer.commandEnded(tool, undefined, performance.now() - startedAt);
      return result;
    } catch (error) {
      const failure = error instanceof CommandFailed ? error : { reason: 'refused' };
      this.#observer.commandEnded(tool, failure, performance.now() - startedAt);
      throw error;
    }
  }
}

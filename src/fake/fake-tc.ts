// fake-tc*.ts are an in-memory tc: as much of it as novatune writes, at the level of its text, with the kernel's roundings and refusals.
// They import nothing. Start here; test/integration/tc runs the same tests on this and on the real one, so that it cannot drift.
import { FakeTcDevice } from './fake-tc-device.ts';
import { runTcLine } from './fake-tc-lines.ts';
import { refuse, TcRefusal } from './fake-tc-refusal.ts';

/** What a run of tc answers. */
export interface FakeTcOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface FakeTcOptions {
  /** Kinds of qdisc that the kernel has; by default all that novatune uses. */
  readonly kinds?: readonly string[];
}

/** A host's tc. State lasts as long as the object. */
export class FakeTc {
  readonly #devices: ReadonlyMap<string, FakeTcDevice>;
  readonly #speeds: Readonly<Record<string, number>>;
  readonly #kinds: ReadonlySet<string>;

  /** `speedsMbit`: each device's speed, as /sys/class/net/X/speed would have it, by name; `lo` is always there. */
  constructor(
    speedsMbit: Readonly<Record<string, number>>,
    { kinds = ['htb', 'fq_codel', 'sfq', 'pfifo'] }: FakeTcOptions = {},
  ) {
    this.#devices = new Map(['lo', ...Object.keys(speedsMbit)].map((name) => [name, new FakeTcDevice()]));
    this.#speeds = speedsMbit;
    this.#kinds = new Set(kinds);
  }

  /** Speed of a device in Mbit/s; undefined for one that has none or is not there. */
  speedMbit(device: string): number | undefined {
    return this.#speeds[device];
  }

  /** Makes this many packets wait in a class (`4e54:10`), as under load; the next drain poll sees them. */
  hold(device: string, classId: string, packets: number): void {
    this.#device(device).hold(classId, packets);
  }

  /**
   * Runs `tc` with these arguments (without the program's name); the input is the batch.
   * @throws {Error} the arguments or a line are none that novatune uses
   */
  run(args: readonly string[], input: string): FakeTcOutput {
    const flags = args.slice(0, -2);
    const known = flags.every((flag) => flag === '-d' || flag === '-s') && args.slice(-2).join(' ') === '-batch -';
    if (!known) throw new Error(`FakeTc does not know these arguments: ${args.join(' ')}`);
    return this.batch(input, { details: flags.includes('-d'), statistics: flags.includes('-s') });
  }

  /** Runs the lines of a batch until one is refused; those before it have happened. */
  batch(input: string, show = { details: false, statistics: false }): FakeTcOutput {
    const stdout: string[] = [];
    const state = {
      device: (name: string) => this.#device(name),
      deviceNames: [...this.#devices.keys()],
      checkKind: (kind: string) => this.#checkKind(kind),
    };
    for (const [index, line] of input.split('\n').entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      try {
        stdout.push(...runTcLine(line.trim(), state, show));
      } catch (error) {
        if (!(error instanceof TcRefusal)) throw error;
        return { stdout: text(stdout), stderr: `${error.message}\nCommand failed -:${index + 1}\n`, exitCode: 1 };
      }
    }
    return { stdout: text(stdout), stderr: '', exitCode: 0 };
  }

  #device(name: string): FakeTcDevice {
    const device = this.#devices.get(name);
    if (device === undefined) throw new TcRefusal(`Cannot find device "${name}"`);
    return device;
  }

  #checkKind(kind: string): void {
    if (!this.#kinds.has(kind)) refuse('Specified qdisc kind is unknown');
  }
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

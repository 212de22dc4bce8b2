import type { Mark, Point } from './figure.ts';

/** What a figure plays on: three guests of one host, a novatuned that serves them, and its command line. */
export interface Stage {
  /** The host of VM1, VM2 and VM3. */
  readonly host: string;
  /**
   * Runs `novatune …` as an operator would and answers what it printed.
   * @throws {Error} it ended with another status than 0; has its stderr
   */
  novatune(...args: readonly string[]): Promise<string>;
  /** One line for whoever waits. */
  say(text: string): void;
  /** Starts a panel's clock. */
  record(): Recorder;
}

/** The clock of a panel, and what is noted by it. */
export interface Recorder {
  /** From the panel's beginning. */
  seconds(): number;
  /** As `Stage.novatune`, with a mark at the moment at which it had ended. */
  novatune(...args: readonly string[]): Promise<Mark>;
  mark(text: string): Mark;
  readonly marks: readonly Mark[];
  /** Looks every `everyMs` until it is stopped; a look that throws stops it, and `stop` throws that. */
  sample<Name extends string>(everyMs: number, look: () => Promise<Readonly<Record<Name, number>>>): Sampling<Name>;
}

export interface Sampling<Name extends string> {
  readonly points: Readonly<Record<Name, readonly Point[]>>;
  stop(): Promise<void>;
}

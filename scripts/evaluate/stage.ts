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
  /** Lets time pass; throws at once when the run is interrupted. */
  pause(seconds: number): Promise<void>;
  /** Something to be done when the figure has ended, however it did, the last that was added first. Settings of the servers need none. */
  atEnd(undo: () => Promise<unknown>): void;
  /** Starts a panel's clock. */
  record(): Recorder;
}

/** The clock of a panel, and what is noted by it. */
export interface Recorder {
  /** From the panel's beginning. */
  seconds(): number;
  /** As `Stage.novatune`, with a mark at the moment at which it had ended. */
  novatune(...args: readonly string[]): Promise<Deed>;
  /** Does something and marks it, such as that a guest begins to work. */
  does(text: string, work: () => Promise<unknown>): Promise<Deed>;
  mark(text: string): Mark;
  readonly marks: readonly Mark[];
  /** Looks every `everyMs` until it is stopped; a look that throws stops it, and `stop` throws that. */
  sample<Name extends string>(everyMs: number, look: () => Promise<Readonly<Record<Name, number>>>): Sampling<Name>;
}

/** What took some time, from when it was given to when it had been carried out. */
export interface Deed extends Mark {
  readonly begunSeconds: number;
}

export interface Sampling<Name extends string> {
  /** The time of a point is the middle of the look. */
  readonly points: Readonly<Record<Name, readonly Point[]>>;
  stop(): Promise<void>;
}

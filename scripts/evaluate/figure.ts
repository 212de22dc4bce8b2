import type { Stage } from './stage.ts';

/** One figure of the thesis, done again on the lab's guests. */
export interface Figure {
  /** As the thesis counts them, such as `5.11`; also the name of its record. */
  readonly number: string;
  /** What else it is called by, such as the figures that are parts of it. */
  readonly also?: readonly string[];
  readonly title: string;
  /** What the thesis did and what it saw. */
  readonly thesis: string;
  /** One honest sentence for each thing that is otherwise here. */
  readonly differences: readonly string[];
  /** It disturbs the whole machine, and therefore waits until somebody names it. */
  readonly onlyWhenNamed?: true;
  /** For keys of novatuned's configuration, instead of the lab's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** With how much memory the three guests are started for it, and with their own again afterwards; as they are otherwise. */
  readonly guestMemoryMiB?: number;
  /** Sets the stage, acts, and leaves the servers as they were, also when it fails. */
  run(stage: Stage): Promise<Recording>;
}

/** What was seen while a figure was done. */
export interface Recording {
  readonly panels: readonly Panel[];
  readonly findings: readonly Finding[];
}

/** What becomes one CSV and one SVG. Time is in seconds from the panel's beginning. */
export interface Panel {
  /** Unique among all figures, such as `5.7a`; also the name of its files. */
  readonly name: string;
  readonly caption: string;
  /** Of the vertical axis; the unit as it is printed, such as `Mbit/s`. */
  readonly quantity: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
}

export interface Line {
  /** In the legend, and over its column. */
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly seconds: number;
  readonly value: number;
}

/** The moment at which a command had been carried out, or a guest began or ended its work. */
export interface Mark {
  readonly seconds: number;
  /** When it was given, where it took some time. */
  readonly begunSeconds?: number;
  readonly text: string;
}

/** One number beside the thesis's, and whether it lies in the band it has to. */
export interface Finding {
  readonly what: string;
  /** As the thesis has it; `–` where it gives no number. */
  readonly thesis: string;
  readonly ours: string;
  /** What is allowed, such as `within 5 s`; `–` for a number that only stands beside others. */
  readonly band: string;
  readonly isWithin: boolean;
}

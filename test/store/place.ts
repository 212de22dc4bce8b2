import type { Store } from '../../src/store/store.ts';

/** Stands still unless it is moved. */
export class Clock {
  /** Milliseconds since the epoch. */
  ms = Date.UTC(2026, 0, 1);

  readonly now = (): number => this.ms;

  /** So many seconds from now. */
  in(seconds: number): Date {
    return new Date(this.ms + seconds * 1000);
  }

  pass(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

/** Where the stores of one test keep what they keep. */
export interface Place {
  /** As a process of novatuned's does when it starts. */
  open(clock: Clock): Promise<Store>;
  remove(): Promise<void>;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark, Point } from './figure.ts';
import type { Deed, Recorder, Sampling } from './stage.ts';

export interface RecorderTools {
  novatune(...args: readonly string[]): Promise<string>;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Told of each sampling that begins: it has to be stopped when the figure has ended without. */
  began(sampling: Sampling<string>): void;
}

/** Starts the clock of a panel. */
export function startRecorder({ novatune, signal, began }: RecorderTools): Recorder {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const marks: Mark[] = [];

  async function does(text: string, work: () => Promise<unknown>): Promise<Deed> {
    signal.throwIfAborted();
    const begunSeconds = seconds();
    await work();
    const deed = { begunSeconds, seconds: seconds(), text };
    marks.push(deed);
    return deed;
  }

  return {
    seconds,
    marks,
    does,
    novatune: (...args) => does(args.join(' '), () => novatune(...args)),
    mark(text) {
      const mark = { seconds: seconds(), text };
      marks.push(mark);
      return mark;
    },
    sample(everyMs, look) {
      const sampling = startSampling(look, { everyMs, seconds, signal });
      began(sampling);
      return sampling;
    },
  };
}

interface Pace {
  readonly everyMs: number;
  seconds(): number;
  readonly signal: AbortSignal;
}

function startSampling<Name extends string>(
  look: () => Promise<Readonly<Record<Name, number>>>,
  { everyMs, seconds, signal }: Pace,
): Sampling<Name> {
  const points = {} as Record<Name, Point[]>;
  let isOver = false;
  const looking = (async () => {
    for (let dueMs = 1000 * seconds(); !isOver && !signal.aborted; dueMs += everyMs) {
      await sleep(Math.max(0, dueMs - 1000 * seconds()));
      const askedAt = seconds();
      const seen = await look();
      const at = (askedAt + seconds()) / 2;
      for (const name of Object.keys(seen) as Name[]) {
        points[name] ??= [];
        points[name].push({ seconds: at, value: seen[name] });
      }
      // What could not be looked at in time is left out.
      dueMs = Math.max(dueMs, 1000 * seconds() - everyMs);
    }
  })();
  // Whoever stops it is told; until then nobody listens.
  looking.catch(() => undefined);
  return {
    points,
    async stop() {
      isOver = true;
      await looking;
    },
  };
}

import { loadavg } from 'node:os';
import type { Figure, Finding } from './figure.ts';
import { openStage } from './lab-stage.ts';
import { writeRecord } from './record-files.ts';

export interface RunOptions {
  /** Where the records go. */
  readonly out: string;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Something that keeps a run from being a success. */
export interface Trouble {
  readonly figure: string;
  readonly what: string;
  readonly seen: string;
  readonly band: string;
}

/** Does the figures one after the other, and writes what was seen of each; an error in one does not keep the others from being done. */
export async function runFigures(figures: readonly Figure[], options: RunOptions): Promise<Trouble[]> {
  const troubles: Trouble[] = [];
  for (const figure of figures) {
    if (options.signal.aborted) break;
    try {
      const findings = await runFigure(figure, options);
      troubles.push(...findings.filter(({ isWithin }) => !isWithin).map((finding) => outside(figure, finding)));
    } catch (error) {
      if (options.signal.aborted) break;
      const seen = error instanceof Error ? error.message : String(error);
      troubles.push({ figure: figure.number, what: 'it could not be done', seen, band: '–' });
    }
  }
  return troubles;
}

async function runFigure(figure: Figure, { out, signal, say }: RunOptions): Promise<readonly Finding[]> {
  say(`\n${figure.number} ${figure.title}`);
  const [load] = loadavg();
  const startedAt = performance.now();
  const stage = await openStage(figure, { signal, say: (text) => say(`  ${text}`) });
  const seen = await figure.run(stage).finally(() => stage.close());
  const seconds = (performance.now() - startedAt) / 1000;
  await writeRecord(out, figure, seen, { load: load!, seconds });
  for (const { what, ours, band, isWithin } of seen.findings) {
    say(`  ${isWithin ? ' ' : '!'} ${what}: ${ours}${band === '–' ? '' : ` (${band})`}`);
  }
  say(`  ${Math.round(seconds)} s`);
  return seen.findings;
}

function outside({ number }: Figure, { what, ours, band }: Finding): Trouble {
  return { figure: number, what, seen: ours, band };
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { formatCsv, parseCsv } from './csv.ts';
import type { Figure, Finding, Mark, Panel, Recording } from './figure.ts';
import { renderSvg } from './plot.ts';

/** What is kept of a figure beside the CSV of its panels, in a file of its own. */
export interface FigureRecord {
  readonly measured: {
    /** The day, such as `2026-11-21`. */
    readonly on: string;
    /** On what, in words. */
    readonly machine: string;
    /** Load average of the minute before. */
    readonly load: number;
    readonly seconds: number;
  };
  readonly findings: readonly Finding[];
  readonly panels: readonly (Omit<Panel, 'lines'> & { readonly lines: readonly string[] })[];
}

export interface Took {
  readonly load: number;
  readonly seconds: number;
}

/** Writes what was seen of a figure: a record, and for each panel a CSV and an SVG. */
export async function writeRecord(out: string, figure: Figure, seen: Recording, took: Took): Promise<void> {
  await mkdir(out, { recursive: true });
  const measured = {
    on: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    load: Math.round(took.load * 10) / 10,
    seconds: Math.round(took.seconds),
  };
  const panels = seen.panels.map((panel) => ({
    ...panel,
    lines: panel.lines.map(({ name }) => name),
    marks: panel.marks.map(roundMark),
  }));
  const record: FigureRecord = { measured, findings: seen.findings, panels };
  await writeFile(recordPath(out, figure), `${JSON.stringify(record, undefined, 2)}\n`);
  for (const panel of seen.panels) {
    await writeFile(join(out, `${panel.name}.csv`), formatCsv(panel));
    await writeFile(join(out, `${panel.name}.svg`), renderSvg(panel));
  }
}

/** What is kept of a figure; undefined where it has never been measured. */
export async function findRecord(out: string, figure: Figure): Promise<FigureRecord | undefined> {
  const text = await readFile(recordPath(out, figure), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as FigureRecord);
}

/** Draws the plots of a figure anew from its CSV. */
export async function drawAgain(out: string, { panels }: FigureRecord): Promise<void> {
  for (const panel of panels) {
    const lines = parseCsv(await readFile(join(out, `${panel.name}.csv`), 'utf8'), panel.lines);
    await writeFile(join(out, `${panel.name}.svg`), renderSvg({ ...panel, lines }));
  }
}

function recordPath(out: string, { number }: Figure): string {
  return join(out, `${number}.json`);
}

function describeMachine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.version}`;
}

function roundMark({ seconds, begunSeconds, text }: Mark): Mark {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { seconds: round(seconds), ...(begunSeconds !== undefined && { begunSeconds: round(begunSeconds) }), text };
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { plotsOf } from './plots.ts';
import type { Report } from './report.ts';
import { tablesOf } from './tables.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** Renews what the page has of a report: tables between markers, plots, and the report itself. What was not measured stays as it was. */
export async function writePage(report: Report): Promise<void> {
  const page = `${docs}benchmarks.md`;
  const recorded = `${docs}benchmarks/recorded.json`;
  await mkdir(`${docs}benchmarks`, { recursive: true });
  await writeFile(page, renewParts(await readFile(page, 'utf8'), tablesOf(report)));
  for (const [name, svg] of Object.entries(plotsOf(report)))
    await writeFile(`${docs}benchmarks/${name}.svg`, `${svg}\n`);
  const before = await readFile(recorded, 'utf8').catch(() => '{}');
  await writeFile(recorded, `${JSON.stringify(mergeReports(JSON.parse(before), report), undefined, 2)}\n`);
}

/**
 * A page with new text between `<!-- bench:NAME -->` and `<!-- /bench -->`; a part that is undefined keeps what it has.
 * @throws {Error} the page lacks the markers of a part
 */
export function renewParts(page: string, parts: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const marker = `<!-- bench:${name} -->`;
    const start = text.indexOf(marker);
    const end = text.indexOf('<!-- /bench -->', start);
    if (start < 0 || end < 0) throw new Error(`docs/benchmarks.md has no part ${name}`);
    if (part === undefined) return text;
    return `${text.slice(0, start)}${marker}\n\n${part}\n\n${text.slice(end)}`;
  }, page);
}

/** The earlier one with all that was measured this time. */
export function mergeReports(before: Partial<Report>, now: Report): Report {
  const merge = <T extends object>(earlier: Partial<T> | null | undefined, later: T): T => {
    const measured = Object.entries(later).filter(([, value]) => value !== null);
    return { ...later, ...earlier, ...Object.fromEntries(measured) };
  };
  return {
    ...merge<Report>(before, now),
    ratios: merge(before.ratios, now.ratios),
    network: merge(before.network, now.network),
  };
}

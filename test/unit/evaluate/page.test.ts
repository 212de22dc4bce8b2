import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Figure } from '../../../scripts/evaluate/figure.ts';
import { figures } from '../../../scripts/evaluate/figures.ts';
import { formatPage } from '../../../scripts/evaluate/page.ts';
import { type FigureRecord, findRecord } from '../../../scripts/evaluate/record-files.ts';

const figure: Figure = {
  number: '5.99',
  title: 'Something, again',
  thesis: 'it was seen.',
  differences: ['It is smaller here.'],
  run: async () => ({ panels: [], findings: [] }),
};
const finding = { what: 'split', thesis: '1:2', ours: '1:1 | 2', band: 'within 5 %', isWithin: false };
const record: FigureRecord = {
  measured: { on: '2026-11-22', machine: 'a machine', load: 0.5, seconds: 42 },
  findings: [finding, { ...finding, band: '–', isWithin: true }, { ...finding, isWithin: true }],
  panels: [{ name: '5.99', caption: 'What was seen.', quantity: 'CPU', unit: '%', lines: ['VM1'], marks: [] }],
};

test('formatPage has the thesis and what was seen of a figure side by side', () => {
  const page = formatPage([{ figure, record }]);

  expect(page).toContain('| [5.99](#599-something-again) | Something, again | 2026-11-22 | **1 of 2 not** |');
  expect(page).toContain('The thesis: it was seen.');
  expect(page).toContain('![What was seen.](5.99.svg)');
  expect(page).toContain(String.raw`| split | 1:2 | 1:1 \| 2 | within 5 % | **outside** |`);
  expect(page).toContain(String.raw`| split | 1:2 | 1:1 \| 2 | – |  |`);
  expect(page).toContain('- It is smaller here.');
  expect(page).toContain('Measured on 2026-11-22 in 42 s, at a load of 0.5 before: a machine.');
});

test('formatPage says of a figure without a record that it was not measured', () => {
  const page = formatPage([{ figure }]);

  expect(page).toContain('| [5.99](#599-something-again) | Something, again | not yet | – |');
  expect(page).toContain('Not measured yet.');
});

test('docs/evaluation is what figures and records make of it: npm run evaluate -- --page writes it anew', async () => {
  const out = fileURLToPath(new URL('../../../docs/evaluation', import.meta.url));
  const entries = await Promise.all(
    figures.map(async (each) => ({ figure: each, record: await findRecord(out, each) })),
  );

  expect(readFileSync(`${out}/README.md`, 'utf8')).toBe(formatPage(entries));
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mergeReports, renewParts } from '../../../scripts/bench/page.ts';
import type { Report } from '../../../scripts/bench/report.ts';
import { markdownTable, tablesOf } from '../../../scripts/bench/tables.ts';
import { reportOfNothing } from './report-of-nothing.ts';

test('renewParts replaces what lies between the markers and leaves the rest', () => {
  const page = 'before\n<!-- bench:calls -->\nold\n<!-- /bench -->\nafter\n';

  expect(renewParts(page, { calls: 'new' })).toBe('before\n<!-- bench:calls -->\n\nnew\n\n<!-- /bench -->\nafter\n');
});

test('renewParts leaves a part that was not measured', () => {
  const page = '<!-- bench:calls -->\nold\n<!-- /bench -->';

  expect(renewParts(page, { calls: undefined })).toBe(page);
});

test('renewParts refuses a page without the markers of a part', () => {
  expect(() => renewParts('nothing here', { calls: 'new' })).toThrow('no part calls');
});

test('the page has the markers of every part', () => {
  const page = readFileSync(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8');
  const parts = Object.fromEntries(Object.keys(tablesOf(reportOfNothing)).map((name) => [name, `text of ${name}`]));

  const renewed = renewParts(page, parts);

  for (const text of Object.values(parts)) expect(renewed).toContain(text);
});

test('mergeReports keeps what was measured before and not this time', () => {
  const before: Report = {
    ...reportOfNothing,
    ratios: { ...reportOfNothing.ratios, nova_lock_over_get: 25, get_over_libvirt_python: 9 },
    network: { ...reportOfNothing.network, lost: 0 },
    nova: { lock_ms: { p50: 25, p99: 30, count: 9 }, get_ms: { p50: 1, p99: 2, count: 9 } },
  };
  const now: Report = { ...reportOfNothing, ratios: { ...reportOfNothing.ratios, get_over_libvirt_python: 2 } };

  const merged = mergeReports(before, now);

  expect(merged.ratios).toMatchObject({ nova_lock_over_get: 25, get_over_libvirt_python: 2 });
  expect(merged.network.lost).toBe(0);
  expect(merged.nova).toEqual(before.nova);
});

test('markdownTable puts numbers to the right, and says where there is none', () => {
  expect(
    markdownTable(
      ['what', 'ms'],
      [
        ['a', 1.234],
        ['bb', null],
      ],
    ),
  ).toBe(
    ['| what |           ms |', '| ---- | -----------: |', '| a    |         1.23 |', '| bb   | not measured |'].join(
      '\n',
    ),
  );
});

import { expect, test } from 'vitest';
import { formatCsv, parseCsv } from '../../../scripts/evaluate/csv.ts';

const lines = [
  {
    name: 'VM1',
    points: [
      { seconds: 0.25, value: 12.3456 },
      { seconds: 1, value: 7 },
    ],
  },
  { name: 'VM2', points: [{ seconds: 1, value: 8 }] },
];
const marks = [
  { seconds: 0.5, text: 'tc-set-net-priorities VM1,VM2 0,33' },
  { seconds: 1, text: 'VM1 sends' },
  { seconds: 1, text: 'VM2 sends' },
];

test('formatCsv has a row for each moment, and a column for each line and for what happened', () => {
  expect(formatCsv({ lines, marks })).toBe(
    [
      'seconds,VM1,VM2,event',
      '0.25,12.346,,',
      '0.5,,,"tc-set-net-priorities VM1,VM2 0,33"',
      '1,7,8,VM1 sends; VM2 sends',
      '',
    ].join('\n'),
  );
});

test('parseCsv reads the lines that formatCsv wrote', () => {
  const read = parseCsv(formatCsv({ lines, marks }), ['VM1', 'VM2']);

  expect(read).toEqual([{ name: 'VM1', points: [{ seconds: 0.25, value: 12.346 }, lines[0]?.points[1]] }, lines[1]]);
});

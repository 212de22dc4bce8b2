import { expect, test } from 'vitest';
import { mergeMarks, plotOption, renderSvg } from '../../../scripts/evaluate/plot.ts';

const panel = {
  name: '5.99',
  caption: 'Two lines.',
  quantity: 'CPU time',
  unit: '% of the core',
  lines: [
    { name: 'VM1', points: [{ seconds: 0, value: 1 }] },
    {
      name: 'VM2',
      points: [
        { seconds: 0, value: 2 },
        { seconds: 9.3, value: 3 },
      ],
    },
  ],
  marks: [{ seconds: 4, text: 'lv-set-cpu-priority VM3 1024' }],
};

test('plotOption has axes with units, and a series for each line', () => {
  expect(plotOption(panel)).toMatchObject({
    xAxis: { name: 'Time [s]', min: 0, max: 9.3 },
    yAxis: { name: 'CPU time [% of the core]', min: 0 },
    series: [
      { name: 'VM1', data: [[0, 1]] },
      {
        name: 'VM2',
        data: [
          [0, 2],
          [9.3, 3],
        ],
      },
    ],
  });
});

test('plotOption numbers the marks, once however many lines there are, and tells below what each is', () => {
  const { series, graphic } = plotOption(panel) as {
    series: { markLine?: { data: unknown[] } }[];
    graphic: { style: { text: string } }[];
  };

  expect(series.map(({ markLine }) => markLine?.data)).toEqual([[{ xAxis: 4, name: '1' }], undefined]);
  expect(graphic.map(({ style }) => style.text)).toEqual(['1  4.0 s  lv-set-cpu-priority VM3 1024']);
});

test('mergeMarks makes one of marks that lie near each other, at the last of them', () => {
  const marks = [
    { seconds: 10, text: 'b' },
    { seconds: 9.5, text: 'a' },
    { seconds: 12, text: 'c' },
  ];

  expect(mergeMarks(marks, 1)).toEqual([
    { seconds: 10, text: 'a; b' },
    { seconds: 12, text: 'c' },
  ]);
});

test('renderSvg writes the legend, the axes and the mark into one SVG', () => {
  const svg = renderSvg(panel);

  expect(svg).toMatch(/^<svg /);
  for (const text of ['VM1', 'VM2', 'Time [s]', 'CPU time [% of the core]', '4.0 s', 'lv-set-cpu-priority VM3 1024']) {
    expect(svg).toContain(text);
  }
});

import * as echarts from 'echarts';
import type { Line, Mark, Panel } from './figure.ts';

const width = 900;
const plotHeight = 440;
const legendRowHeight = 19;
const colours = ['#1f5fa8', '#d1622b', '#3f8f4f', '#8a5aa5', '#6b6b6b', '#b8a12c'];
const ink = '#222';
/** The numbers of marks nearer to each other than this part of the width would be written over one another. */
const nearness = 0.025;

/** A panel as it is drawn: lines over seconds, axes with units, a legend, and a numbered line at each mark, whose text is below. */
export function renderSvg(panel: Panel): string {
  const height = plotHeight + legendRowHeight * rowsOf(marksOf(panel)) + 6;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(plotOption(panel));
    return `${chart.renderToSVGString()}\n`;
  } finally {
    // It keeps the process from ending otherwise.
    chart.dispose();
  }
}

/** What echarts is told of a panel. */
export function plotOption(panel: Panel): echarts.EChartsOption {
  const { quantity, unit, lines } = panel;
  const marks = marksOf(panel);
  const text = { color: ink, fontFamily: 'sans-serif', fontSize: 13 };
  return {
    animation: false,
    backgroundColor: '#fff',
    color: colours,
    textStyle: text,
    legend: { top: 4, itemGap: 40, textStyle: text, icon: 'roundRect', itemHeight: 4 },
    grid: { left: 70, right: 30, top: 52, height: plotHeight - 52 - 56 },
    xAxis: {
      ...axis('Time [s]', 30),
      // The end of the axis is no round number.
      axisLabel: { color: ink, fontSize: 13, showMaxLabel: false },
      interval: secondsBetweenLabels(panel),
      max: lastSecond(panel),
      splitLine: { show: false },
    },
    yAxis: axis(`${quantity} [${unit}]`, 50),
    graphic: marks.map(explainMark),
    series: lines.map((line, index) => ({
      ...series(line),
      ...(index === 0 && { markLine: markLine(marks), markArea: markArea(marks) }),
    })),
  };
}

const lastSecond = ({ lines }: Panel): number =>
  Math.max(1, ...lines.flatMap(({ points }) => points.map(({ seconds }) => seconds)));

const secondsBetweenLabels = (panel: Panel): number => (lastSecond(panel) > 25 ? 5 : 2);

const marksOf = (panel: Panel): Mark[] => mergeMarks(panel.marks, nearness * lastSecond(panel));

/** Texts longer than this do not fit beside one another. */
const longestBeside = 50;

/** How many rows the texts of the marks take: they are in two columns, of which the left one is filled first, where they fit. */
function rowsOf(marks: readonly Mark[]): number {
  return marks.some(({ text }) => text.length > longestBeside) ? marks.length : Math.ceil(marks.length / 2);
}

function explainMark({ seconds, text }: Mark, index: number, marks: readonly Mark[]) {
  const rows = rowsOf(marks);
  return {
    type: 'text' as const,
    left: index < rows ? 70 : 480,
    top: plotHeight + legendRowHeight * (index % rows),
    style: { text: `${index + 1}  ${seconds.toFixed(1)} s  ${text}`, fill: ink, font: '12px sans-serif' },
  };
}

/** Marks that lie near each other as one, which is where the last of them is. */
export function mergeMarks(marks: readonly Mark[], nearerThanSeconds: number): Mark[] {
  const merged: Mark[] = [];
  for (const mark of [...marks].sort((one, other) => one.seconds - other.seconds)) {
    const last = merged.at(-1);
    if (last !== undefined && mark.seconds - last.seconds < nearerThanSeconds) {
      merged[merged.length - 1] = { ...last, seconds: mark.seconds, text: `${last.text}; ${mark.text}` };
    } else merged.push(mark);
  }
  return merged;
}

function axis(name: string, nameGap: number) {
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap,
    min: 0,
    nameTextStyle: { color: ink, fontSize: 14 },
    axisLabel: { color: ink, fontSize: 13 },
    axisLine: { show: true, lineStyle: { color: ink } },
    splitLine: { lineStyle: { color: '#e4e4e4' } },
  };
}

function series({ name, points }: Line) {
  return {
    name,
    type: 'line' as const,
    showSymbol: false,
    lineStyle: { width: 2 },
    data: points.map(({ seconds, value }) => [seconds, value]),
  };
}

function markLine(marks: readonly Mark[]) {
  return {
    symbol: 'none' as const,
    silent: true,
    lineStyle: { color: '#444', type: 'dashed' as const, width: 1 },
    label: { position: 'end' as const, rotate: 0, color: ink, fontSize: 12, formatter: '{b}' },
    data: marks.map(({ seconds }, index) => ({ xAxis: seconds, name: String(index + 1) })),
  };
}

/** From when something was given to when it had been carried out. */
function markArea(marks: readonly Mark[]) {
  return {
    silent: true,
    itemStyle: { color: 'rgba(0, 0, 0, 0.07)' },
    data: marks.flatMap(({ seconds, begunSeconds }): [{ xAxis: number }, { xAxis: number }][] =>
      begunSeconds === undefined ? [] : [[{ xAxis: begunSeconds }, { xAxis: seconds }]],
    ),
  };
}

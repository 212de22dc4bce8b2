import * as echarts from 'echarts';
import type { Line, Mark, Panel } from './figure.ts';

const size = { width: 900, height: 440 };
const colours = ['#1f5fa8', '#d1622b', '#3f8f4f', '#8a5aa5', '#6b6b6b', '#b8a12c'];
/** Marks nearer to each other than this part of the width would be written over one another. */
const nearness = 0.04;

/** A panel as it is drawn: lines over seconds, axes with units, a legend, and a line at each mark. */
export function renderSvg(panel: Panel): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(plotOption(panel));
    return `${chart.renderToSVGString()}\n`;
  } finally {
    // It keeps the process from ending otherwise.
    chart.dispose();
  }
}

/** What echarts is told of a panel. */
export function plotOption({ quantity, unit, lines, marks }: Panel): echarts.EChartsOption {
  const lastSecond = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ seconds }) => seconds)));
  const text = { color: '#222', fontFamily: 'sans-serif', fontSize: 13 };
  return {
    animation: false,
    backgroundColor: '#fff',
    color: colours,
    textStyle: text,
    legend: { top: 8, itemGap: 40, textStyle: text, icon: 'roundRect', itemHeight: 4 },
    grid: { left: 70, right: 30, top: 48, bottom: 52 },
    xAxis: {
      ...axis('Time [s]', 30),
      max: Math.ceil(lastSecond),
      splitLine: { show: false },
    },
    yAxis: axis(`${quantity} [${unit}]`, 50),
    series: lines.map((line, index) => ({
      ...series(line),
      ...(index === 0 && { markLine: markLine(mergeMarks(marks, nearness * lastSecond)) }),
    })),
  };
}

/** Marks that lie near each other as one, which is where the last of them is. */
export function mergeMarks(marks: readonly Mark[], nearerThanSeconds: number): Mark[] {
  const merged: Mark[] = [];
  for (const mark of [...marks].sort((one, other) => one.seconds - other.seconds)) {
    const last = merged.at(-1);
    if (last !== undefined && mark.seconds - last.seconds < nearerThanSeconds) {
      merged[merged.length - 1] = { seconds: mark.seconds, text: `${last.text} &&\n${mark.text}` };
    } else merged.push({ seconds: mark.seconds, text: mark.text });
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
    nameTextStyle: { color: '#222', fontSize: 14 },
    axisLabel: { color: '#222', fontSize: 13 },
    axisLine: { show: true, lineStyle: { color: '#222' } },
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
    label: {
      position: 'insideEndBottom' as const,
      formatter: '{b}',
      color: '#222',
      fontSize: 12,
      lineHeight: 15,
      backgroundColor: 'rgba(255, 255, 255, 0.75)',
    },
    data: marks.map(({ seconds, text }) => ({ xAxis: seconds, name: text })),
  };
}

import * as echarts from 'echarts';
import { clientCounts } from './actions.ts';
import type { Report } from './report.ts';

/** Plots of a report as SVG, by the name of their file; what it has nothing of is left out. */
export function plotsOf(report: Report): Readonly<Record<string, string>> {
  const plots = { calls: callsPlot(report), throughput: throughputPlot(report), soak: soakPlot(report) };
  return Object.fromEntries(
    Object.entries(plots).flatMap(([name, option]) => (option === undefined ? [] : [[name, draw(option)]])),
  );
}

const size = { width: 720, height: 360 } as const;

function draw(option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option });
    return chart.renderToSVGString();
  } finally {
    // Its timers would keep the process.
    chart.dispose();
  }
}

function callsPlot({ peers }: Report): echarts.EChartsCoreOption | undefined {
  if (peers === null) return undefined;
  const calls = Object.entries(peers.calls_ms).reverse();
  return {
    title: { text: 'One call, median, ms (logarithmic)', textStyle: { fontSize: 14 } },
    grid: { left: 170, right: 60, top: 40, bottom: 40 },
    xAxis: { type: 'log', min: 0.1 },
    yAxis: { type: 'category', data: calls.map(([name]) => name) },
    series: [
      {
        type: 'bar',
        data: calls.map(([, { p50 }]) => p50),
        label: { show: true, position: 'right', formatter: ({ value }: { value: number }) => value.toFixed(2) },
      },
    ],
  };
}

function throughputPlot({ peers }: Report): echarts.EChartsCoreOption | undefined {
  if (peers === null) return undefined;
  const names = [...new Set(peers.throughput.map(({ by }) => by))];
  return {
    title: { text: 'get-cpu-priority a second, by clients', textStyle: { fontSize: 14 } },
    legend: { bottom: 0 },
    grid: { left: 60, right: 20, top: 40, bottom: 60 },
    xAxis: { type: 'category', data: clientCounts.map(String) },
    yAxis: { type: 'value' },
    series: names.map((name) => ({
      name,
      type: 'bar',
      data: peers.throughput.filter(({ by }) => by === name).map((row) => Math.round(row.per_second)),
      label: { show: true, position: 'top' },
    })),
  };
}

function soakPlot({ soak }: Report): echarts.EChartsCoreOption | undefined {
  if (soak === null) return undefined;
  return {
    title: { text: 'Resident memory of novatuned during the soak, MiB', textStyle: { fontSize: 14 } },
    grid: { left: 60, right: 20, top: 40, bottom: 50 },
    xAxis: { type: 'value', name: 's', nameLocation: 'middle', nameGap: 25 },
    yAxis: { type: 'value', min: 0 },
    series: [
      {
        type: 'line',
        showSymbol: false,
        data: soak.samples.map(({ seconds, memory_mib }) => [seconds, memory_mib]),
      },
    ],
  };
}

import type { Figure, Finding } from '../figure.ts';
import { growth } from '../measure/rates.ts';
import { type Server, servers } from '../servers.ts';
import type { Stage } from '../stage.ts';
import { type CpuSeen, type CpuWatch, cpuDifferences, judgeSplit, watchCpu } from './cpu-watch.ts';

const shares = { VM1: 1024, VM2: 1024, VM3: 1024 };
const aloneSeconds = 6;
const togetherSeconds = 9;
/** What a guest that works alone has to get, as a part of what all three get. */
const aloneBand = 0.9;
/** Until a guest that was told to stop has. */
const graceSeconds = 0.5;

interface Span {
  readonly from: number;
  readonly until: number;
}

/** 5.4: equal shares, the guests busy one after the other, and then all of them. */
export const cpuEqual: Figure = {
  number: '5.4',
  title: 'Equal CPU shares, one guest after the other',
  thesis:
    'three guests with the same shares use the CPU one after the other. Because they do, the shares have no effect: each has what it can use.',
  differences: [...cpuDifferences, 'At the end all three work at the same time, which the thesis leaves out.'],
  async run(stage) {
    for (const server of servers) await stage.novatune('lv-set-cpu-priority', server, String(shares[server]));
    const alone = new Map<Server, Span>();
    let together: Span = { from: 0, until: 0 };
    const about = {
      name: '5.4',
      caption: 'Processor time of guests with equal shares: one after the other, then together.',
    };
    const seen = await watchCpu(stage, about, async (watch) => {
      for (const server of servers) alone.set(server, await workAlone(stage, watch, server));
      together = await workTogether(stage, watch);
    });
    const what = 'all three at work, 1024 shares each';
    return {
      panels: [seen.panel],
      findings: [...[...alone].map((each) => judgeAlone(seen, each)), judgeSplit(seen, { what, shares, ...together })],
    };
  },
};

async function workAlone(stage: Stage, { recorder, starts, stops }: CpuWatch, server: Server): Promise<Span> {
  await starts(server);
  const from = recorder.seconds() + graceSeconds;
  await stage.pause(aloneSeconds);
  const until = recorder.seconds();
  await stops(server);
  return { from, until };
}

async function workTogether(stage: Stage, { recorder, starts }: CpuWatch): Promise<Span> {
  for (const server of servers) await starts(server);
  const from = recorder.seconds();
  await stage.pause(togetherSeconds);
  return { from, until: recorder.seconds() };
}

function judgeAlone({ counters }: CpuSeen, [server, { from, until }]: [Server, Span]): Finding {
  const seconds = growth(counters[server], from, until);
  const part = seconds / servers.reduce((sum, each) => sum + growth(counters[each], from, until), 0);
  const ofCore = seconds / (until - from);
  return {
    what: `${server} alone at work: its part of what the three get`,
    thesis: 'all of it',
    ours: `${(100 * part).toFixed(1)} % (${(100 * ofCore).toFixed(1)} % of the core)`,
    band: `at least ${100 * aloneBand} %`,
    isWithin: part >= aloneBand,
  };
}

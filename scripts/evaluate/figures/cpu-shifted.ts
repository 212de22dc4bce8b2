import type { Figure } from '../figure.ts';
import { servers } from '../servers.ts';
import type { Stage } from '../stage.ts';
import { type CpuWatch, cpuDifferences, judgeSettling, judgeSplit, type Phase, watchCpu } from './cpu-watch.ts';

const before = { VM1: 1024, VM2: 1024, VM3: 2048 };
const shifted = { VM1: 1024, VM2: 2048, VM3: 1024 };
const phaseSeconds = 14;
const thesisSeconds = '5 to 10 s';

/** 5.5: shares taken from one user's guest and given to the other's, and back again. */
export const cpuShifted: Figure = {
  number: '5.5',
  title: 'CPU shares moved from VM3 to VM2, and back',
  thesis:
    'all three guests are pinned to one core and compete for it, VM1 and VM2 with 1024 shares, VM3 with 2048. After 50 to 60 s `nova lv-set-cpu-priority VM3 1024 && nova lv-set-cpu-priority VM2 2048`; 30 to 40 s later the shares from the beginning again. Each change is applied within 5 to 10 s.',
  differences: [...cpuDifferences, `A change comes after ${phaseSeconds} s, not after 30 to 60.`],
  async run(stage) {
    for (const server of servers) await stage.novatune('lv-set-cpu-priority', server, String(before[server]));
    const phases: Phase[] = [];
    const seen = await watchCpu(
      stage,
      {
        name: '5.5',
        caption: 'Processor time of three busy guests on one core while shares move from VM3 to VM2 and back.',
      },
      (watch) => act(stage, watch, phases),
    );
    const changes = phases.slice(1).map((phase) => ({ ...phase, thesis: thesisSeconds }));
    return {
      panels: [seen.panel],
      findings: [
        ...phases.map((phase) => judgeSplit(seen, phase)),
        ...changes.map((phase) => judgeSettling(seen, phase)),
      ],
    };
  },
};

async function act(stage: Stage, { recorder, starts }: CpuWatch, phases: Phase[]): Promise<void> {
  const phase = async (what: string, shares: typeof before) => {
    const from = recorder.seconds();
    await stage.pause(phaseSeconds);
    phases.push({ what, shares, from, until: recorder.seconds() });
  };
  for (const server of servers) await starts(server);
  await phase('1024, 1024, 2048 shares', before);
  await recorder.novatune('lv-set-cpu-priority', 'VM3', '1024');
  await recorder.novatune('lv-set-cpu-priority', 'VM2', '2048');
  await phase('1024, 2048, 1024 shares', shifted);
  await recorder.novatune('lv-set-cpu-priority', 'VM2', '1024');
  await recorder.novatune('lv-set-cpu-priority', 'VM3', '2048');
  await phase('1024, 1024, 2048 shares again', before);
}

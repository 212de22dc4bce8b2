import type { Figure } from '../figure.ts';
import type { ByServer } from '../measure/split.ts';
import { type Server, servers } from '../servers.ts';
import type { Stage } from '../stage.ts';
import { type CpuWatch, cpuDifferences, judgeSettling, judgeSplit, type Phase, watchCpu } from './cpu-watch.ts';

const shares = { VM1: 100, VM2: 500, VM3: 1000 } as const;
const phaseSeconds = 9;

/** 5.6: shares far apart, the guests starting and stopping their work. */
export const cpuUnequal: Figure = {
  number: '5.6',
  title: 'CPU shares of 100, 500 and 1000, guests starting and stopping',
  thesis:
    'VM1 has 100 shares, VM2 500, VM3 1000. Whenever a guest with more shares starts to compute, the others have less. The guest with 100 shares is seen throttled also while nobody competes.',
  differences: [
    ...cpuDifferences,
    'The caption in the thesis names VM3 for both 100 and 1000; its text says that VM1 has 100, and so it has here.',
    'A guest that nobody competes with has the whole core here, whatever its shares: shares are no cap. What throttled VM1 in the thesis is not told.',
  ],
  async run(stage) {
    for (const server of servers) await stage.novatune('lv-set-cpu-priority', server, String(shares[server]));
    const phases: Phase[] = [];
    const about = { name: '5.6', caption: 'Processor time with 100, 500 and 1000 shares while guests start and stop.' };
    const seen = await watchCpu(stage, about, (watch) => act(stage, watch, phases));
    const contested = phases.filter((phase) => Object.keys(phase.shares).length > 1);
    return {
      panels: [seen.panel],
      findings: [
        ...contested.map((phase) => judgeSplit(seen, phase)),
        ...contested.map((phase) => judgeSettling(seen, phase)),
      ],
    };
  },
};

async function act(stage: Stage, { recorder, starts, stops }: CpuWatch, phases: Phase[]): Promise<void> {
  const phase = async (...working: readonly Server[]) => {
    const from = recorder.seconds();
    await stage.pause(phaseSeconds);
    const theirs: ByServer = Object.fromEntries(working.map((server) => [server, shares[server]]));
    phases.push({ what: `${working.join(', ')} at work`, shares: theirs, from, until: recorder.seconds() });
  };
  await starts('VM1');
  await phase('VM1');
  await starts('VM2');
  await phase('VM1', 'VM2');
  await starts('VM3');
  await phase('VM1', 'VM2', 'VM3');
  await stops('VM3');
  await phase('VM1', 'VM2');
  await stops('VM2');
  await phase('VM1');
}

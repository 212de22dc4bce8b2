import type { Figure, Finding, Panel } from '../figure.ts';
import { useAllMemory, useMemory, useMemoryOnce } from '../guests/memory-load.ts';
import { findDomstats } from '../measure/domstats.ts';
import { scaled } from '../measure/rates.ts';
import { arrivalSeconds } from '../measure/settle.ts';
import { type Server, servers } from '../servers.ts';
import type { Deed, Recorder, Sampling, Stage } from '../stage.ts';

const maxMiB = 2048;
const beforeMiB: Readonly<Record<Server, number>> = { VM1: 512, VM2: 512, VM3: 1024 };
const moved = { VM3: 512, VM2: 1024 } as const;
const everyMs = 200;
const bandSeconds = 5;
/** Before the commands and after them. */
const [quietSeconds, afterSeconds] = [6, 14];

/** 5.2: memory taken from one guest by its balloon and given to another. */
export const balloon: Figure = {
  number: '5.2',
  title: 'Memory moved from VM3 to VM2 by the balloon',
  thesis:
    'all three guests have a maximum of 2048 MiB; VM1 and VM2 are given 512 MiB of it, VM3 1024. After 30 to 40 s `nova lv-set-mem VM3 512 && nova lv-set-mem VM2 1024`. The new sizes are there within 5 s.',
  differences: [
    'The guests are emulated (TCG), and a balloon is filled by the guest itself, so a slower guest gives its memory away more slowly.',
    'The first plot is the resident size of QEMU (libvirt: `balloon.rss`), not the proportional one of `smem`; it has QEMU itself in it, some 200 MiB with its translated code. The second one is what each balloon leaves its guest.',
    'A resident size only shows what a guest has touched: VM1 uses 300 MiB, VM2 whatever it has, and VM3 has used 850 MiB and freed them.',
    `The commands come ${quietSeconds} s after the beginning, not 30 to 40.`,
  ],
  guestMemoryMiB: maxMiB,
  settings: { libvirt: { balloon_timeout: 30 } },
  async run(stage) {
    stage.say('giving the guests 512, 512 and 1024 MiB of 2048, and work for it');
    await prepare(stage);
    const readStats = await findDomstats('--balloon');
    const recorder = stage.record();
    const sampling = recorder.sample(everyMs, async () => memoryKiB(await readStats()));
    await stage.pause(quietSeconds);
    const taken = await recorder.novatune('lv-set-mem', 'VM3', String(moved.VM3));
    const given = await recorder.novatune('lv-set-mem', 'VM2', String(moved.VM2));
    await stage.pause(afterSeconds);
    await sampling.stop();
    return {
      panels: [
        panelOf('resident', { sampling, recorder }, { name: '5.2', caption: 'Resident memory of the three guests.' }),
        panelOf(
          'current',
          { sampling, recorder },
          { name: '5.2-balloon', caption: 'What the balloon leaves each guest.' },
        ),
      ],
      findings: [judge('VM3', taken, sampling), judge('VM2', given, sampling)],
    };
  },
};

async function prepare({ novatune }: Stage): Promise<void> {
  await Promise.all(servers.map((server) => novatune('lv-set-mem', server, String(beforeMiB[server]))));
  await Promise.all([useMemory('VM1', 300), useMemoryOnce('VM3', 850), useAllMemory('VM2', 64)]);
}

type Name = `${Server} ${'current' | 'resident'}`;

function memoryKiB(stats: Record<Server, Record<string, number>>): Record<Name, number> {
  const both = servers.flatMap((server) => [
    [`${server} current`, stats[server]['balloon.current'] ?? Number.NaN],
    [`${server} resident`, stats[server]['balloon.rss'] ?? Number.NaN],
  ]);
  return Object.fromEntries(both) as Record<Name, number>;
}

function panelOf(
  kind: 'current' | 'resident',
  { sampling, recorder }: { sampling: Sampling<Name>; recorder: Recorder },
  about: Pick<Panel, 'name' | 'caption'>,
): Panel {
  const lines = servers.map((name) => ({ name, points: scaled(sampling.points[`${name} ${kind}`], 1 / 1024) }));
  return { ...about, quantity: 'Memory', unit: 'MiB', lines, marks: recorder.marks };
}

function judge(server: 'VM2' | 'VM3', { begunSeconds }: Deed, { points }: Sampling<Name>): Finding {
  const seconds = arrivalSeconds(points[`${server} current`], begunSeconds, moved[server] * 1024);
  return {
    what: `${server} from ${beforeMiB[server]} to ${moved[server]} MiB: 95 % of it, from when the command is given`,
    thesis: 'within 5 s',
    ours: seconds === undefined ? 'never' : `${seconds.toFixed(1)} s`,
    band: `within ${bandSeconds} s`,
    isWithin: seconds !== undefined && seconds <= bandSeconds,
  };
}

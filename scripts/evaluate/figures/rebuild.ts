import { execOnHost, findUplinkCounter, runInGuest, startSending, stopSending } from '../../../test/lab/index.ts';
import type { Figure, Finding, Mark, Panel, Point } from '../figure.ts';
import { uplink } from '../measure/classes.ts';
import { ratesOf, scaled } from '../measure/rates.ts';
import { host, servers } from '../servers.ts';
import type { Recorder, Stage } from '../stage.ts';

const capMbit = 80;
/** HTB lends a class its burst of 10 ms on top of a second's worth, and the counter is read a moment late. */
const capTolerance = 1.03;
const changes = 5;
const changeEverySeconds = 2;
const everyMs = 100;
/** VM1's priority, back and forth. */
const [one, other] = ['0', '20'];
const mbitPerByte = 8 / 1e6;

/** 5.8 and 5.9 are of a way that is gone; the harm of taking a tree down in order to change it is measured instead. */
export const rebuild: Figure = {
  number: '5.8-5.9',
  also: ['5.8', '5.9'],
  title: 'Network: why the prio way is not rebuilt',
  thesis:
    'Figures 5.8 and 5.9 are of an earlier version of the extension, with the prio qdisc. With long queues the priorities are not respected, with short ones the guest with the lower priority starves, or the priorities are not respected either; htb took its place. Every time priorities were set, the qdiscs were "destroyed and recreated from scratch".',
  differences: [
    'The prio way is not rebuilt: it guarantees nothing, the thesis found no length of its queues that worked, and its last version does without. What is measured instead, on the same guests under one load, is the harm of destroying the tree in order to change it: until it is there again nothing holds the guests to the cap, and what waited in its queues is lost.',
    `First VM1's priority is changed ${changes} times, once in ${changeEverySeconds} s, by \`novatune\`. Then a tree of htb with the rates of 5.11 is deleted and built anew as often, by \`tc\`, one process for each line.`,
    'Those processes are started by one shell on the host itself. Started one by one through ssh or sudo they take longer, and so does the time without a cap.',
  ],
  settings: { tc: { htb_rate: capMbit } },
  async run(stage) {
    for (const server of servers) stage.atEnd(() => stopSending(server));
    await stage.novatune('tc-set-net-priorities', servers.join(), '0,33,61');
    for (const server of servers) await startSending(server);
    await stage.pause(3);
    const byNovatune = await watch(stage, (recorder, round) =>
      recorder.novatune('tc-set-net-priority', 'VM1', round % 2 === 0 ? other : one),
    );
    await handOver(stage);
    await stage.pause(3);
    const byRebuilding = await watch(stage, (recorder) => recorder.does('tree rebuilt', rebuildTree));
    return {
      panels: [
        panelOf(byNovatune, { name: '5.8-5.9-changed', how: 'changed by novatune' }),
        panelOf(byRebuilding, { name: '5.8-5.9-rebuilt', how: 'deleted and built anew' }),
      ],
      findings: judge(byNovatune, byRebuilding),
    };
  },
};

interface Seen {
  readonly marks: readonly Mark[];
  readonly rates: readonly Point[];
  readonly highestMbit: { readonly ofStep: number; readonly ofSecond: number };
  readonly resent: number;
}

/** Watches the uplink while the changes are made. */
async function watch(stage: Stage, change: (recorder: Recorder, round: number) => Promise<unknown>): Promise<Seen> {
  const resentBefore = await countResent();
  const count = await findUplinkCounter(host);
  const recorder = stage.record();
  const sampling = recorder.sample(everyMs, async () => ({ bytes: await count() }));
  for (let round = 0; round < changes; round += 1) {
    await stage.pause(changeEverySeconds);
    await change(recorder, round);
  }
  await stage.pause(changeEverySeconds);
  await sampling.stop();
  const rates = (windowSeconds: number) => scaled(ratesOf(sampling.points.bytes, windowSeconds), mbitPerByte);
  const steps = rates(everyMs / 1000);
  const highestMbit = { ofStep: highest(steps), ofSecond: highest(rates(1)) };
  return { marks: recorder.marks, rates: steps, highestMbit, resent: (await countResent()) - resentBefore };
}

function panelOf({ marks, rates }: Seen, { name, how }: { name: string; how: string }): Panel {
  const caption = `What leaves the host while three guests send all they can under a cap of ${capMbit} Mbit/s and the tree is ${how}, in steps of ${everyMs} ms.`;
  return {
    name,
    caption,
    quantity: 'Network bandwidth',
    unit: 'Mbit/s',
    lines: [{ name: 'all guests', points: rates }],
    marks,
  };
}

const highest = (points: readonly Point[]): number => Math.max(...points.map(({ value }) => value));

/** How many TCP segments the guests have sent again, which is how they meet what was lost. */
async function countResent(): Promise<number> {
  const counts = servers.map((server) => runInGuest(server, `awk '/^Tcp: [0-9]/ {print $13}' /proc/net/snmp`));
  return (await Promise.all(counts)).reduce((sum, count) => sum + Number(count), 0);
}

/** Takes novatune's tree away and builds the thesis's instead, to be removed at the end. */
async function handOver(stage: Stage): Promise<void> {
  await stage.novatune('tc-reset-net-priority', servers.join());
  stage.atEnd(() => tcScript(`tc qdisc del dev ${uplink} root handle 1: 2>/dev/null || true`));
  await tcScript(buildLines.join('\n'));
}

const guests = [
  { ip: '10.88.0.11', rateMbit: 39 },
  { ip: '10.88.0.12', rateMbit: 26 },
  { ip: '10.88.0.13', rateMbit: 15 },
];

/** @see the thesis, Figure 4.4 */
const buildLines = [
  `tc qdisc add dev ${uplink} root handle 1: htb`,
  `tc class add dev ${uplink} parent 1: classid 1:1 htb rate ${capMbit}mbit ceil ${capMbit}mbit`,
  ...guests.flatMap(({ ip, rateMbit }, index) => [
    `tc class add dev ${uplink} parent 1:1 classid 1:1${index} htb rate ${rateMbit}mbit ceil ${capMbit}mbit`,
    `tc filter add dev ${uplink} parent 1: protocol ip prio 1 u32 match ip src ${ip}/32 flowid 1:1${index}`,
  ]),
];

async function rebuildTree(): Promise<void> {
  await tcScript([`tc qdisc del dev ${uplink} root`, ...buildLines].join('\n'));
}

async function tcScript(script: string): Promise<void> {
  const { exitCode, stderr } = await execOnHost(host, ['sh', '-ec', script]);
  if (exitCode !== 0) throw new Error(`tc: ${stderr.trim()}`);
}

function judge(novatune: Seen, rebuilding: Seen): Finding[] {
  const both = (what: string, numberOf: (seen: Seen) => string, band: string, isWithin: boolean): Finding[] => [
    { what: `changed by novatune: ${what}`, thesis: '–', ours: numberOf(novatune), band, isWithin },
    { what: `deleted and rebuilt: ${what}`, thesis: '–', ours: numberOf(rebuilding), band: '–', isWithin: true },
  ];
  const limit = capMbit * capTolerance;
  const mbit = (value: number) => `${value.toFixed(1)} Mbit/s`;
  return [
    ...both(
      'highest rate over any second',
      (seen) => mbit(seen.highestMbit.ofSecond),
      `at most ${mbit(limit)}`,
      novatune.highestMbit.ofSecond <= limit,
    ),
    ...both(`highest rate over ${everyMs} ms`, (seen) => mbit(seen.highestMbit.ofStep), '–', true),
    ...both(
      'TCP segments sent again',
      (seen) => String(seen.resent),
      'at most a hundredth of those below',
      novatune.resent <= rebuilding.resent / 100,
    ),
  ];
}

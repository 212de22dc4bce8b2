import { Api } from '../test/world/api.ts';
import type { Kernel, World } from '../test/world/world.ts';
import { say, title } from './words.ts';

/** One stop of the walk: what is asked of a server, and where the kernel or the guest shows it. */
interface Stop {
  readonly server: string;
  readonly action: Readonly<Record<string, unknown>>;
  readonly witness: Witness;
}

interface Witness {
  readonly label: string;
  look(kernel: Kernel, server: string): Promise<string>;
}

const shares: Witness = {
  label: 'kernel: cpu.shares',
  look: async (kernel, server) => String(await kernel.cpuShares(server)),
};
const weight: Witness = {
  label: 'kernel: blkio.bfq.weight',
  look: async (kernel, server) => String(await kernel.ioWeight(server)),
};
const softLimit: Witness = {
  label: 'kernel: memory.soft_limit_in_bytes',
  look: async (kernel, server) => String((await kernel.softLimitBytes(server)) ?? 'no limit'),
};
const memTotal: Witness = {
  label: 'guest:  MemTotal',
  look: async (kernel, server) => `${await kernel.memTotalKiB(server)} kB`,
};
const netClass: Witness = {
  label: 'kernel: HTB class',
  async look(kernel, server) {
    const found = await kernel.netClass(server);
    return found === undefined ? 'none' : `${found.classId} rate ${found.rateKbit}kbit ceil ${found.ceilKbit}kbit`;
  },
};

const stop = (server: string, action: Stop['action'], witness: Witness): Stop => ({ server, action, witness });

const chapters: readonly [heading: string, stops: readonly Stop[]][] = [
  [
    'CPU: VM1 gets 400 shares',
    [stop('VM1', { 'get-cpu-priority': null }, shares), stop('VM1', { 'set-cpu-priority': { share: 400 } }, shares)],
  ],
  [
    'Disk: VM1 gets a weight of 600',
    [stop('VM1', { 'get-io-priority': null }, weight), stop('VM1', { 'set-io-priority': { weight: 600 } }, weight)],
  ],
  [
    'Memory: the guest of VM1 gives 64 MiB away and gets them back',
    [
      stop('VM1', { 'balloon-driver-enabled': null }, memTotal),
      stop('VM1', { 'get-current-memory': null }, memTotal),
      stop('VM1', { 'set-current-memory': { memory: 192 } }, memTotal),
      stop('VM1', { 'set-current-memory': { memory: 256 } }, memTotal),
    ],
  ],
  [
    'Memory: a soft limit for VM1, and none again',
    [
      stop('VM1', { 'get-memory-soft-limit': null }, softLimit),
      stop('VM1', { 'set-memory-soft-limit': { memory_limit: 128 } }, softLimit),
      stop('VM1', { 'set-memory-soft-limit': { memory_limit: -1 } }, softLimit),
    ],
  ],
  [
    'Network: 39, 26 and 15 of 80 Mbit/s for VM1, VM2 and VM3, as in the thesis',
    [
      stop('VM1', { 'set-net-priority': { prio: 0 } }, netClass),
      stop('VM2', { 'set-net-priority': { prio: 33 } }, netClass),
      stop('VM3', { 'set-net-priority': { prio: '61' } }, netClass),
      stop('VM1', { 'get-net-priority': null }, netClass),
    ],
  ],
  [
    'Network: back to none',
    ['VM1', 'VM2', 'VM3'].map((server) => stop(server, { 'reset-net-priority': null }, netClass)),
  ],
];

/** Runs every action against a world, and shows what kernel and guest say before and after each; ends early when `stopping` says so. */
export async function walk(world: World, stopping: () => boolean): Promise<void> {
  const api = new Api(world.url);
  say('Each line is the body of a POST /v2.1/servers/{server_id}/action.');
  for (const [heading, stops] of chapters) {
    if (stopping()) return;
    title(heading);
    for (const { server, action, witness } of stops) {
      const before = await witness.look(world.kernel, server);
      const reply = await api.act(server, action);
      say(`  ${server}  ${JSON.stringify(action)}`);
      say(
        `    ${reply.status} ${JSON.stringify(reply.body)}${reply.warnings === '' ? '' : `\n    Warning: ${reply.warnings}`}`,
      );
      if (reply.status !== 200) throw new Error(`${JSON.stringify(action)} was answered ${reply.status}`);
      const after = await lookAfter(witness, world.kernel, server, before, Object.keys(action)[0] ?? '');
      say(`    ${witness.label}  ${before === after ? after : `${before}  ->  ${after}`}`);
    }
  }
}

/** The guest writes its memory on its console once a second: after a change the next line is waited for. */
async function lookAfter(
  { look }: Witness,
  kernel: Kernel,
  server: string,
  before: string,
  action: string,
): Promise<string> {
  const dueAt = Date.now() + (action === 'set-current-memory' ? 3000 : 0);
  for (;;) {
    const now = await look(kernel, server);
    if (now !== before || Date.now() >= dueAt) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type KiB, kib, ms, msOfSeconds } from '../units.ts';
import type { VirshCommand } from './command.ts';
import type { Domain } from './domain.ts';
import { ask, type Query } from './query.ts';
import { findNumber } from './virsh-table.ts';

/** What the balloon device and the guest's driver report. */
export interface BalloonState {
  /** What the guest has now. Without a balloon device it has all there is. */
  readonly actualKiB: KiB;
  /** When the guest last reported statistics, in seconds of the host's clock; 0 for never. */
  readonly lastUpdateS: number;
  /**
   * What the guest could still give away without swapping, as of that report: its MemAvailable, or its MemFree where it knows no better;
   * undefined where it reported neither.
   */
  readonly usableKiB: KiB | undefined;
}

/** How long a driver that was asked for statistics each second may take to answer. */
const answerTimeoutMs = msOfSeconds(3);
const pollEveryMs = 100;
/** How much older than their period statistics may be and still count as fresh: a busy guest answers late. */
const latenessS = 2;

export const balloonQuery: Query<BalloonState> = {
  verb: 'dommemstat',
  options: ['--live'],
  parse: (text, { maxMemoryKiB }) => parseBalloon(text, maxMemoryKiB),
};

export const readBalloon = (domain: Domain): Promise<BalloonState> => ask(balloonQuery, domain);

/** From lines like `actual 262144`, `last_update 1795180861`, `usable 204800`. */
export function parseBalloon(text: string, maxMemoryKiB: KiB): BalloonState {
  const usable = findNumber(text, 'usable') ?? findNumber(text, 'unused');
  return {
    actualKiB: kib(findNumber(text, 'actual') ?? maxMemoryKiB),
    lastUpdateS: findNumber(text, 'last_update') ?? 0,
    usableKiB: usable === undefined ? undefined : kib(usable),
  };
}

/** The balloon of a guest whose driver answers: one that reports as often as it was asked to, or as soon as it is; undefined for another. */
export async function findAnsweringBalloon(domain: Domain): Promise<BalloonState | undefined> {
  if (!domain.balloon.present) return undefined;
  const balloon = await readBalloon(domain);
  if (await isFresh(domain, balloon)) return balloon;
  return domain.host.wakings.joined.ask(domain.uuid, () => findReportedBalloon(domain));
}

async function isFresh({ host, balloon: { statsPeriodS } }: Domain, { lastUpdateS }: BalloonState): Promise<boolean> {
  if (statsPeriodS === 0 || lastUpdateS === 0) return false;
  const hostTimeS = Number((await host.program(['date', '+%s'])).stdout);
  return hostTimeS - lastUpdateS <= statsPeriodS + latenessS;
}

/**
 * The balloon with statistics that the guest reported after this was called; undefined when it did not. Ones from before may be of another
 * size of the balloon, so what is in use cannot be told from them. The guest's own period is put back.
 */
export async function findReportedBalloon(domain: Domain): Promise<BalloonState | undefined> {
  if (!domain.balloon.present) return undefined;
  const { uuid, host } = domain;
  // At most one waking for all who only look and one for the server's one change are before it.
  const waitMs = ms(2 * (answerTimeoutMs + host.settings.commandTimeoutMs));
  return host.wakings.turns.run(uuid, waitMs, () => wakeStatistics(domain));
}

async function wakeStatistics(domain: Domain): Promise<BalloonState | undefined> {
  // Not the inventory's period: it may have looked while an earlier waking was under way.
  const periodS = parseStatsPeriod(await domain.host.virshOf(domain.uuid, 'dumpxml'));
  const before = await readBalloon(domain);
  try {
    // QEMU asks a guest at once when its period was none, else only after a second. @see QEMU hw/virtio/virtio-balloon.c
    await setStatsPeriod(domain, 0);
    await setStatsPeriod(domain, 1);
    return await findNewer(domain, before);
  } finally {
    await setStatsPeriod(domain, periodS);
  }
}

/** From a running domain's XML; 0 where no statistics are asked for. Whatever a tenant named is escaped there, so that no name can match. */
export function parseStatsPeriod(xml: string): number {
  return Number(/<memballoon [^>]*>\s*<stats period='(\d+)'\/>/.exec(xml)?.[1] ?? 0);
}

async function findNewer(domain: Domain, { lastUpdateS }: BalloonState): Promise<BalloonState | undefined> {
  const dueAt = performance.now() + answerTimeoutMs;
  for (;;) {
    const balloon = await readBalloon(domain);
    if (balloon.lastUpdateS > lastUpdateS) return balloon;
    if (performance.now() >= dueAt) return undefined;
    await sleep(pollEveryMs);
  }
}

const setStatsPeriod = ({ host, uuid }: Domain, periodS: number): Promise<string> =>
  host.virshOf(uuid, 'dommemstat', '--period', String(periodS), '--live');

export const setMemory = ({ uuid }: Domain, size: KiB): VirshCommand => ({
  virsh: ['setmem', uuid, String(size), '--live'],
});

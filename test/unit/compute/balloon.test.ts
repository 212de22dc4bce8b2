import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  findAnsweringBalloon,
  findReportedBalloon,
  parseBalloon,
  parseStatsPeriod,
  readBalloon,
  setMemory,
} from '../../../src/compute/balloon.ts';
import type { Balloon, Domain } from '../../../src/compute/domain.ts';
import { kib } from '../../../src/units.ts';
import { failed, type Script, scriptedDomain, uuid } from './scripted-host.ts';

const max = kib(262_144);

/** A guest behind a scripted host: what its balloon says, and the periods that it was asked to report in. */
class Guest {
  nowS = 1_000_000;
  periodS = 10;
  lastUpdateS = 0;
  answers = true;
  readonly periods: number[] = [];
  /** What a read of the statistics does besides. */
  onRead: () => void = () => {};
  readonly script: Script = (line) => this.#answer(line);

  domain(balloon: Partial<Balloon> = {}): Domain {
    return scriptedDomain(this.script, { balloon: { present: true, statsPeriodS: this.periodS, ...balloon } });
  }

  #answer(line: string): string | undefined {
    if (line === 'date +%s') return `${this.nowS}\n`;
    if (line === `virsh dumpxml ${uuid}`) return xmlWith(this.periodS);
    const period = /--period (\d+) --live$/.exec(line)?.[1];
    if (period !== undefined) return this.#ask(Number(period));
    this.onRead();
    return `actual 262144\nunused 100\navailable 250000\nusable 200000\nlast_update ${this.lastUpdateS}\nrss 99999\n`;
  }

  #ask(periodS: number): string {
    this.periods.push(periodS);
    this.periodS = periodS;
    if (this.answers && periodS === 1) this.lastUpdateS = this.nowS;
    return '';
  }
}

const xmlWith = (periodS: number): string =>
  `<domain><devices><memballoon model='virtio'>\n      ${periodS === 0 ? '' : `<stats period='${periodS}'/>`}\n      <alias name='balloon0'/></memballoon></devices></domain>`;

afterEach(() => {
  vi.useRealTimers();
});

describe('parseBalloon', () => {
  test('reads size, time and what could be given away', () => {
    const text = 'actual 262144\nunused 1000\navailable 250000\nusable 204800\nlast_update 1795180861\nrss 131072\n';

    expect(parseBalloon(text, max)).toEqual({ actualKiB: 262_144, lastUpdateS: 1_795_180_861, usableKiB: 204_800 });
  });

  test('takes the free memory of a guest that does not know what it could give away', () => {
    expect(parseBalloon('actual 262144\nunused 1000\nlast_update 5\n', max).usableKiB).toBe(1000);
  });

  test('knows nothing of a guest that never reported', () => {
    expect(parseBalloon('actual 262144\nlast_update 0\nrss 131072\n', max)).toEqual({
      actualKiB: 262_144,
      lastUpdateS: 0,
      usableKiB: undefined,
    });
  });

  test('takes a domain without a balloon device to have all of its memory', () => {
    expect(parseBalloon('rss 131072\n', max)).toEqual({ actualKiB: max, lastUpdateS: 0, usableKiB: undefined });
  });

  test('refuses what is no number', () => {
    expect(() => parseBalloon('actual much\n', max)).toThrow(/no number actual/);
  });
});

describe('parseStatsPeriod', () => {
  test.each([
    [xmlWith(10), 10],
    [xmlWith(0), 0],
    ["<memballoon model='none'/>", 0],
    ["<memballoon model='virtio' autodeflate='on'>\n<stats period='5'/>", 5],
    ['', 0],
  ])('reads %j', (xml, periodS) => {
    expect(parseStatsPeriod(xml)).toBe(periodS);
  });
});

describe('findAnsweringBalloon', () => {
  test('takes statistics of the last period for an answer, and wakes nobody', async () => {
    const guest = new Guest();
    guest.lastUpdateS = guest.nowS - 12;

    expect(await findAnsweringBalloon(guest.domain())).toMatchObject({ lastUpdateS: guest.lastUpdateS });
    expect(guest.periods).toEqual([]);
  });

  test('asks a guest whose statistics are old, and puts its period back', async () => {
    const guest = new Guest();
    guest.lastUpdateS = guest.nowS - 13;

    expect(await findAnsweringBalloon(guest.domain())).toMatchObject({ lastUpdateS: guest.nowS });
    expect(guest.periodS).toBe(10);
  });

  test('asks a guest that was never asked to report, and puts period 0 back', async () => {
    const guest = new Guest();
    guest.periodS = 0;
    guest.lastUpdateS = guest.nowS;
    guest.nowS += 1;

    expect(await findAnsweringBalloon(guest.domain())).toMatchObject({ lastUpdateS: guest.nowS });
    expect(guest.periodS).toBe(0);
  });

  test('gives up a guest that stays silent after three seconds, and puts its period back', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const guest = new Guest();
    guest.answers = false;
    let reads = 0;
    guest.onRead = () => {
      reads += 1;
      vi.advanceTimersByTime(1000);
    };

    expect(await findAnsweringBalloon(guest.domain())).toBeUndefined();
    expect(guest.periodS).toBe(10);
    expect(reads).toBeLessThan(8);
  });

  test('asks once for all who want to know at the same time', async () => {
    const guest = new Guest();
    const domain = guest.domain();

    const found = await Promise.all(Array.from({ length: 20 }, () => findAnsweringBalloon(domain)));

    expect(found.every((balloon) => balloon?.lastUpdateS === guest.nowS)).toBe(true);
    expect(guest.periods).toEqual([0, 1, 10]);
  });

  test('does not ask a domain without a balloon device at all', async () => {
    const domain = scriptedDomain(() => undefined, { balloon: { present: false, statsPeriodS: 0 } });

    expect(await findAnsweringBalloon(domain)).toBeUndefined();
  });

  test('puts the period back after a failure in the middle', async () => {
    const guest = new Guest();
    let reads = 0;
    guest.onRead = () => {
      reads += 1;
      if (reads > 2) throw failed('exit', 'error: internal error');
    };

    await expect(findAnsweringBalloon(guest.domain())).rejects.toMatchObject({ reason: 'exit' });
    expect(guest.periodS).toBe(10);
  });

  test('puts back the period that the domain has, not one that the inventory saw while it was woken', async () => {
    const guest = new Guest();

    await findAnsweringBalloon(guest.domain({ statsPeriodS: 1 }));

    expect(guest.periodS).toBe(10);
  });
});

describe('findReportedBalloon', () => {
  test('takes no statistics from before, however fresh', async () => {
    const guest = new Guest();
    guest.lastUpdateS = guest.nowS;
    guest.nowS += 1;

    expect(await findReportedBalloon(guest.domain())).toMatchObject({ lastUpdateS: guest.nowS });
    expect(guest.periodS).toBe(10);
  });

  test('wakes a guest for one at a time', async () => {
    const guest = new Guest();
    const domain = guest.domain();
    guest.onRead = () => {
      guest.nowS += 1;
    };

    await Promise.all([findReportedBalloon(domain), findReportedBalloon(domain)]);

    expect(guest.periods).toEqual([0, 1, 10, 0, 1, 10]);
  });
});

test('readBalloon reads the running domain', async () => {
  const guest = new Guest();

  expect(await readBalloon(guest.domain())).toMatchObject({ actualKiB: 262_144, usableKiB: 200_000 });
});

test('setMemory asks in KiB, of the running domain only', () => {
  expect(
    setMemory(
      scriptedDomain(() => ''),
      kib(131_072),
    ),
  ).toEqual({ virsh: ['setmem', uuid, '131072', '--live'] });
});

import { afterAll, beforeAll, describe, expect } from 'vitest';
import { FakeTc, type FakeTcOutput } from '../../../src/fake/fake-tc.ts';
import { needs } from '../../skip.ts';
import { canMakeNamespaces, execute, mustExecute, uniqueName } from './namespace-world.ts';

const test = needs(
  await canMakeNamespaces(),
  'comparing the simulated tc with the real one needs root and network namespaces',
);

/** Pseudo-random and the same on every run, so that a difference can be looked at again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A line that novatune might write, on few enough classes, filters and handles that many are refused. */
function randomLine(random: (below: number) => number): string {
  const minor = () => `4e54:${(random(6) + 1).toString(16)}`;
  // A burst of over 274 s of its rate overflows the kernel's ticks; novatune's longest is 16 s.
  const rateAndBurst = (rateWord: string, burstWord: string) => {
    const rate = Math.floor(8 * 10 ** (random(1000) / 150));
    return `${rateWord} ${rate}kbit ${burstWord} ${Math.min(rate * 12_500, 1500 + random(2 ** (11 + random(14))))}b`;
  };
  const shape = () => {
    const [, rate = '', burst = ''] = /^(.+bit) (.+)$/.exec(rateAndBurst('rate', 'burst')) ?? [];
    const [, ceil = '', cburst = ''] = /^(.+bit) (.+)$/.exec(rateAndBurst('ceil', 'cburst')) ?? [];
    return `htb ${rate} ${ceil} ${burst} ${cburst} quantum ${1514 + random(1e6)} prio ${random(8)}`;
  };
  const preference = () => 100 + random(4);
  const word = () =>
    random(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const makers = [
    () => `class add dev eth1 parent ${random(8) === 0 ? '4e54:' : minor()} classid ${minor()} ${shape()}`,
    () => `class add dev eth1 parent ${minor()} classid ${minor()} ${shape()}`,
    () => `class change dev eth1 classid ${minor()} ${shape()}`,
    () => `class change dev eth1 classid ${minor()} ${shape()}`,
    () => `class del dev eth1 classid ${minor()}`,
    () =>
      `qdisc add dev eth1 parent ${minor()} handle ${random(4) + 1}: ${random(5) === 0 ? 'nokind' : 'pfifo limit 1000'}`,
    () =>
      `filter add dev eth1 parent 4e54: protocol all pref ${preference()} u32 match u32 0x${word()} 0xffffffff at -8 match u16 0x${word().slice(4)} 0xffff at -4 flowid ${minor()}`,
    () =>
      `filter add dev eth1 parent 4e54: protocol all pref ${preference()} u32 match u16 0x${word().slice(4)} 0xffff at -2 match u16 0x0001 0xffff at -4 flowid ${minor()}`,
    () => `filter del dev eth1 parent 4e54: protocol all pref ${preference()}`,
    () =>
      `filter del dev eth1 parent 4e54: protocol all pref ${preference()} handle 80${random(4)}::80${random(3)} u32`,
  ];
  return makers[random(makers.length)]!();
}

/** Refusals that come before any tree is there, or about the root. */
const rootLines = [
  'class add dev eth1 parent 4e54: classid 4e54:1 htb rate 8kbit ceil 8kbit burst 1600b cburst 1600b quantum 1514 prio 0',
  'class del dev eth1 classid 4e54:1',
  'filter del dev eth1 parent 4e54: protocol all pref 100',
  'qdisc add dev eth1 parent 4e54:1 handle 1: pfifo limit 10',
  'qdisc del dev eth1 root',
  'qdisc add dev eth1 root handle 1: nokind',
  'qdisc add dev eth1 root handle 1: pfifo limit 100',
  'qdisc add dev eth1 root handle 1: pfifo limit 100',
  'qdisc add dev eth1 root handle 4e54: htb default fffe',
  'qdisc del dev eth1 root',
  'qdisc add dev lo parent ffff:fff1 pfifo',
  'qdisc add dev lo parent ffff:fff1 nokind',
  'qdisc show dev eth9',
  'class show dev eth9',
  'filter show dev eth9 parent 4e54:',
  'qdisc add dev eth9 root handle 4e54: htb default fffe',
  'qdisc add dev eth1 root handle 4e54: htb default fffe',
  'qdisc add dev eth1 root handle 4e54: htb default fffe',
];

describe('the simulated tc', () => {
  const namespace = uniqueName();
  const fake = new FakeTc({ eth1: 10_000 }, { kinds: ['htb', 'pfifo'] });

  beforeAll(() =>
    mustExecute(
      `ip netns add ${namespace}`,
      `ip -n ${namespace} link add eth1 type veth peer name peer`,
      `ip -n ${namespace} link set eth1 up`,
      `ip -n ${namespace} link set peer up`,
    ),
  );
  afterAll(() => mustExecute(`ip netns del ${namespace}`));

  const real = (flags: readonly string[], input: string): Promise<FakeTcOutput> =>
    execute(['tc', '-n', namespace, ...flags, '-batch', '-'], input);

  async function expectSame(line: string): Promise<void> {
    expect({ line, ...fake.run(['-batch', '-'], line) }).toEqual({ line, ...(await real([], line)) });
  }

  /** The kernel lists qdiscs and classes in the order of their hash; how many queues a veth has, and stray packets, are no matter. */
  const sorted = (text: string): string[] =>
    text
      .replaceAll(/refcnt \d+/g, 'refcnt N')
      .replaceAll(/direct_packets_stat \d+/g, 'direct_packets_stat N')
      .split('\n')
      .sort();

  async function expectSameListing(): Promise<void> {
    for (const flags of [[], ['-d']]) {
      const listing = 'qdisc show dev eth1\nclass show dev eth1\n';
      expect(sorted(fake.run([...flags, '-batch', '-'], listing).stdout)).toEqual(
        sorted((await real(flags, listing)).stdout),
      );
      const ofOne = (text: string) => sorted(text).filter((line) => line.includes(' dev eth1 '));
      const everywhere = 'qdisc show\n';
      expect(ofOne(fake.run([...flags, '-batch', '-'], everywhere).stdout)).toEqual(
        ofOne((await real(flags, everywhere)).stdout),
      );
      const filters = 'filter show dev eth1 parent 4e54:\n';
      expect(fake.run([...flags, '-batch', '-'], filters).stdout).toBe((await real(flags, filters)).stdout);
    }
  }

  test('prints and refuses what tc and the kernel do, line by line', async () => {
    for (const line of rootLines) {
      await expectSame(line);
      await expectSameListing();
    }
    const random = randomFrom(20_261_120);
    for (let step = 1; step <= 250; step++) {
      await expectSame(randomLine(random));
      if (step % 8 === 0) await expectSameListing();
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFlattened, readIoWeight, setIoWeight, unflattened } from '../../../src/compute/io-weight.ts';
import { ioWeight } from '../../../src/units.ts';
import { type Script, scriptedDomain, uuid } from './scripted-host.ts';

/** What systemd makes of a weight before it gives it to BFQ. @see systemd src/basic/cgroup-util.h BFQ_WEIGHT */
const flatten = (weight: number): number => (weight <= 100 ? weight : 100 + Math.floor((weight - 100) / 11));

describe('unflattened', () => {
  test('is undone by systemd, for every weight of the wire', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1000 }), (weight) => flatten(unflattened(ioWeight(weight))) === weight),
      { numRuns: 901 },
    );
  });

  test('never asks for more than IOWeight can be', () => {
    expect(unflattened(ioWeight(1000))).toBe(10_000);
  });
});

describe('isFlattened', () => {
  const host = ({ cgroup, systemd, bfq }: { cgroup: string; systemd: boolean; bfq: boolean }): Script => {
    const answer = (yes: boolean) => (yes ? '' : undefined);
    return (line) => {
      if (line.startsWith('stat')) return cgroup;
      if (line.startsWith('virsh')) return 'Running against daemon: 9.0.0\n';
      return answer(line.endsWith('io.bfq.weight') ? bfq : systemd);
    };
  };

  test.each([
    ['systemd on cgroup v2 with BFQ', { cgroup: 'cgroup2fs', systemd: true, bfq: true }, true],
    ['systemd on cgroup v2 with no BFQ loaded', { cgroup: 'cgroup2fs', systemd: true, bfq: false }, false],
    ['cgroup v2 without systemd', { cgroup: 'cgroup2fs', systemd: false, bfq: true }, false],
    [
      'systemd on cgroup v1, where no wider number can be asked for',
      { cgroup: 'tmpfs', systemd: true, bfq: true },
      false,
    ],
  ])('is asked of %s', async (_title, kind, flattened) => {
    expect(await isFlattened(scriptedDomain(host(kind)))).toBe(flattened);
  });
});

test('readIoWeight reads the weight, not the ones of single devices', async () => {
  const text = 'weight         : 350\ndevice_weight  : /dev/sda,500\ndevice_read_iops_sec: \n';

  expect(await readIoWeight(scriptedDomain(() => text))).toBe(350);
});

test('setIoWeight changes the running domain only', () => {
  expect(
    setIoWeight(
      scriptedDomain(() => ''),
      ioWeight(300),
    ),
  ).toEqual({
    virsh: ['blkiotune', uuid, '--live', '--weight', '300'],
  });
});

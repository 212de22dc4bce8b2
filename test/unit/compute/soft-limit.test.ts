import { expect, test } from 'vitest';
import { readSoftLimit, setSoftLimit, unlimitedKiB } from '../../../src/compute/soft-limit.ts';
import { kib } from '../../../src/units.ts';
import { scriptedDomain, uuid } from './scripted-host.ts';

const memtune = (limit: string) =>
  `hard_limit     : unlimited\nsoft_limit     : ${limit}\nswap_hard_limit: unlimited\n`;

test('readSoftLimit reads a limit in KiB', async () => {
  expect(await readSoftLimit(scriptedDomain(() => memtune('131072')))).toBe(131_072);
});

test('readSoftLimit has a word for no limit', async () => {
  expect(await readSoftLimit(scriptedDomain(() => memtune('unlimited')))).toBe('unlimited');
});

test('no limit is 2^53 - 1 KiB on the wire, as in libvirt', () => {
  expect(unlimitedKiB).toBe(Number.MAX_SAFE_INTEGER);
});

test('setSoftLimit removes a limit by -1', () => {
  const domain = scriptedDomain(() => '');

  expect(setSoftLimit(domain, 'unlimited')).toEqual({ virsh: ['memtune', uuid, '--live', '--soft-limit', '-1'] });
  expect(setSoftLimit(domain, kib(1024))).toEqual({ virsh: ['memtune', uuid, '--live', '--soft-limit', '1024'] });
});

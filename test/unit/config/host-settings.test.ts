import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { type HostConfig, parseConfig } from '../../../src/config.ts';

const settings = (text: string, host: Parameters<typeof hostSettings>[1] = { name: 'c' }) =>
  hostSettings(parseConfig(`driver: fake\n${text}`), host);

describe('hostSettings', () => {
  test('has the defaults in the units that the code counts in', () => {
    expect(settings('')).toEqual({
      name: 'c',
      uri: 'qemu:///system',
      sudo: [],
      uplink: undefined,
      htbRate: 80_000,
      linkRate: undefined,
      borrow: true,
      memoryFloorKiB: 65_536,
      balloonGuard: true,
      ballooningRamRatio: undefined,
      balloonTimeoutMs: 5000,
      commandTimeoutMs: 5000,
    });
  });

  test('takes what a host has of its own before what all have', () => {
    const own = { name: 'c', uri: 'qemu+unix:///system', uplink: 'bond0', tc: { htb_rate: 400, link_rate: 1000 } };

    expect(settings('tc: {htb_rate: 10, link_rate: 20, borrow: false}', own)).toMatchObject({
      uri: 'qemu+unix:///system',
      uplink: 'bond0',
      htbRate: 400_000,
      linkRate: 1_000_000,
      borrow: false,
    });
  });

  test('takes what all have where a host says nothing', () => {
    expect(settings('tc: {htb_rate: 10, link_rate: 20}', { name: 'c', tc: {} as HostConfig['tc'] })).toMatchObject({
      htbRate: 10_000,
      linkRate: 20_000,
    });
  });

  const bySsh = (user: string, sudo?: boolean | 'tc') =>
    settings('', { name: 'c', transport: 'ssh', ssh: { user }, ...(sudo === undefined ? {} : { sudo }) }).sudo;

  test('has sudo run tc and virsh where the user is not root', () => {
    expect(bySsh('novatune')).toEqual(['tc', 'virsh']);
    expect(bySsh('root')).toEqual([]);
    const isRoot = process.getuid?.() === 0;
    expect(settings('', { name: 'c', transport: 'local' }).sudo).toEqual(isRoot ? [] : ['tc', 'virsh']);
  });

  test('has sudo run what the configuration says, whoever the user is', () => {
    expect(bySsh('novatune', false)).toEqual([]);
    expect(bySsh('novatune', 'tc')).toEqual(['tc']);
    expect(bySsh('root', true)).toEqual(['tc', 'virsh']);
  });

  test.each(['virsh', 'yes', 1, []])('refuses %j for sudo', (sudo) => {
    expect(() => parseConfig(JSON.stringify({ hosts: [{ name: 'c', transport: 'local', sudo }] }))).toThrow(
      /hosts\[0\]\.sudo: must be true, false or tc, not /,
    );
  });

  test('finds the uplink itself for `auto`', () => {
    expect(settings('', { name: 'c', uplink: 'auto' }).uplink).toBeUndefined();
  });

  test('has whole kbit, one at least, whatever the fraction of a Mbit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (rate) => {
        const { htbRate } = settings(`tc: {htb_rate: ${rate}}`);
        expect(Number.isSafeInteger(htbRate)).toBe(true);
        expect(htbRate).toBeGreaterThanOrEqual(1);
        expect(Math.abs(htbRate - rate * 1000)).toBeLessThanOrEqual(1);
      }),
    );
    expect(settings('tc: {htb_rate: 1.005}').htbRate).toBe(1005);
  });
});

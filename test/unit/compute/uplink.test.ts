import { describe, expect, test } from 'vitest';
import { findSpeed, parseUplinks, readLinkRate, readUplink } from '../../../src/compute/uplink.ts';
import { Fault } from '../../../src/faults.ts';
import { kbit } from '../../../src/units.ts';
import { failed, scriptedHost } from './scripted-host.ts';

const link = (ifname: string, kind?: string) => ({
  ifname,
  ...(kind === undefined ? {} : { linkinfo: { info_kind: kind } }),
});
const links = (...some: object[]) => JSON.stringify(some);

describe('parseUplinks', () => {
  test.each([
    ['a physical NIC, which has no kind', link('eth1')],
    ['a VLAN', link('bond0.100', 'vlan')],
    ['a veth', link('eth1', 'veth')],
  ])('finds %s', (_title, uplink) => {
    expect(parseUplinks(links(link('vnet0', 'tun'), uplink, link('vnet1', 'tun')))).toEqual([uplink.ifname]);
  });

  test('passes over the empty objects that some releases of ip print for links that were not asked for', () => {
    expect(parseUplinks(links({}, link('eth1'), {}))).toEqual(['eth1']);
  });

  test('finds none on the bridge that Neutron makes for one guest on Open vSwitch', () => {
    expect(parseUplinks(links(link('tapce531f90-19', 'tun'), link('qvbce531f90-19', 'veth')))).toEqual([]);
  });

  test.each(['', '\n', '[]'])('finds none in %j', (text) => {
    expect(parseUplinks(text)).toEqual([]);
  });
});

describe('readUplink', () => {
  test('asks nobody where the configuration names it', async () => {
    const host = scriptedHost(() => undefined, { uplink: 'bond0' });

    expect(await readUplink(host, 'br-int')).toBe('bond0');
  });

  test('finds the one port of the bridge that is no tap', async () => {
    const host = scriptedHost((line) =>
      line.endsWith('master br100') ? links(link('eth1'), link('vnet0', 'tun')) : undefined,
    );

    expect(await readUplink(host, 'br100')).toBe('eth1');
  });

  test.each([
    ['no port', links(link('vnet0', 'tun'))],
    ['several ports', links(link('eth1'), link('eth2'))],
  ])('refuses to guess where there are %s, and names bridge and host in the log only', async (count, text) => {
    const fault = await readUplink(
      scriptedHost(() => text),
      'br100',
    ).catch((error: unknown) => error);

    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ kind: 'notSupported', cause: { message: expect.stringContaining(count) } });
    expect((fault as Fault).message).not.toMatch(/br100|secret-host/);
  });
});

describe('findSpeed', () => {
  test('reads Mbit/s', async () => {
    expect(
      await findSpeed(
        scriptedHost(() => '25000\n'),
        'eth1',
      ),
    ).toBe(25_000_000);
  });

  test.each(['-1\n', '0\n', '', 'unknown\n'])('finds none in %j', async (text) => {
    expect(
      await findSpeed(
        scriptedHost(() => text),
        'eth1',
      ),
    ).toBeUndefined();
  });

  test('finds none where the kernel refuses to say', async () => {
    expect(
      await findSpeed(
        scriptedHost(() => undefined),
        'eth1',
      ),
    ).toBeUndefined();
  });

  test('does not take a host that cannot be asked for a NIC without a speed', async () => {
    const host = scriptedHost(() => {
      throw failed('timeout');
    });

    await expect(findSpeed(host, 'eth1')).rejects.toMatchObject({ reason: 'timeout' });
  });
});

describe('readLinkRate', () => {
  test('is what the configuration says', async () => {
    expect(
      await readLinkRate(
        scriptedHost(() => '25000\n', { linkRate: kbit(500_000) }),
        'eth1',
      ),
    ).toBe(500_000);
  });

  test("is the NIC's own speed else", async () => {
    expect(
      await readLinkRate(
        scriptedHost(() => '25000\n'),
        'eth1',
      ),
    ).toBe(25_000_000);
  });

  test('holds nothing back where nobody knows', async () => {
    expect(
      await readLinkRate(
        scriptedHost(() => '-1\n'),
        'eth1',
      ),
    ).toBe(10_000_000);
  });
});

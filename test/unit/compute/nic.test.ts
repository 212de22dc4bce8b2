import { describe, expect, test } from 'vitest';
import { parseMacs, parseNics, readNics } from '../../../src/compute/nic.ts';
import { scriptedDomain } from './scripted-host.ts';

describe('parseNics', () => {
  test('reads what a quiet virsh prints, which has no head', () => {
    expect(parseNics(' vnet0   bridge   br100   virtio   fa:16:3e:00:00:01\n')).toEqual([
      { mac: 'fa:16:3e:00:00:01', tap: 'vnet0', bridge: 'br100' },
    ]);
  });

  test('reads several interfaces, with a head as well', () => {
    const head = ' Interface   Type     Source   Model    MAC\n-------------------------------------------------\n';
    const rows =
      ' tapce531f90-19   bridge   br-int   virtio   FA:16:3E:AA:BB:CC\n vnet1   bridge   br101   -   52:54:00:00:00:02\n';

    expect(parseNics(`${head}${rows}\n`)).toEqual([
      { mac: 'fa:16:3e:aa:bb:cc', tap: 'tapce531f90-19', bridge: 'br-int' },
      { mac: '52:54:00:00:00:02', tap: 'vnet1', bridge: 'br101' },
    ]);
  });

  test.each([
    ['has no tap yet', ' -   bridge   br100   virtio   fa:16:3e:00:00:01\n'],
    ['is passed through', ' -   hostdev   -   -   fa:16:3e:00:00:01\n'],
    ['has a tap on no bridge', ' tap1   ethernet   -   virtio   fa:16:3e:00:00:01\n'],
    ['is on a libvirt network, whose bridge is not told', ' vnet0   network   default   virtio   fa:16:3e:00:00:01\n'],
    ['is a macvtap', ' macvtap0   direct   eth0   virtio   fa:16:3e:00:00:01\n'],
  ])('leaves out an interface that %s', (_why, text) => {
    expect(parseNics(text)).toEqual([]);
  });
});

test('readNics finds none in a domain without interfaces', async () => {
  expect(await readNics(scriptedDomain(() => '\n'))).toEqual([]);
});

test('parseMacs reads the addresses of all interfaces, those of a domain that is shut off as well', () => {
  const rows =
    ' -   bridge   br100   virtio   FA:16:3E:00:00:01\n -   hostdev   -   -   fa:16:3e:00:00:02\n tap1   ethernet   -   virtio   fa:16:3e:00:00:03\n\n';

  expect(parseMacs(rows)).toEqual(['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'fa:16:3e:00:00:03']);
});

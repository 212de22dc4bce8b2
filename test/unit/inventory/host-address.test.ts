import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillAddress, isPlainHostName } from '../../../src/inventory/host-address.ts';

const place = (hostName: string, hypervisorHostname: string | undefined = 'node-1.example.org') => ({
  hostName,
  hypervisorHostname,
});

describe('the address of a derived host', () => {
  test.each([
    ['{host}', 'compute1'],
    ['{hypervisor_hostname}', 'node-1.example.org'],
    ['{host}.mgmt.example.org', 'compute1.mgmt.example.org'],
    ['{host}-{hypervisor_hostname}', 'compute1-node-1.example.org'],
  ])('is %s filled in', (template, address) => {
    expect(fillAddress(template, place('compute1'))).toBe(address);
  });

  test('needs no name that the template does not take', () => {
    expect(fillAddress('{host}', place('compute1', undefined))).toBe('compute1');
    expect(fillAddress('{hypervisor_hostname}', place('no host; at all'))).toBe('node-1.example.org');
  });

  test('is none where Nova does not tell the name', () => {
    expect(() => fillAddress('{hypervisor_hostname}', { hostName: 'compute1', hypervisorHostname: undefined })).toThrow(
      'host_template takes {hypervisor_hostname}, and Nova does not tell it of compute1',
    );
  });

  test.each([
    '-oProxyCommand=touch /x',
    '--',
    '',
    'a b',
    'a\nb',
    'root@compute1',
    'compute1:22',
    '../compute1',
    '/etc',
    'compute1/',
    'compute1.',
    '.compute1',
    'a..b',
    'a-.b',
    '$(id)',
    '`id`',
    "compute1'",
    '{host}',
    '[::1]',
    'füller',
    'compute1\u0000',
    'a'.repeat(64),
    `${'a.'.repeat(130)}a`,
  ])('is none for a name that is no plain host name: %j', (name) => {
    expect(() => fillAddress('{host}', place(name))).toThrow('host_template takes plain host names');
  });

  test('is none where names are good and what they make is too long', () => {
    const long = `${'a'.repeat(60)}.`.repeat(4).slice(0, -1);

    expect(() => fillAddress('{host}.{host}', place(long))).toThrow('host_template makes no host name');
  });

  test('never has anything but letters, digits, dots, dashes and underscores, whatever the names', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('a', '.', '-', '_', '1', '/', ' ', '@', '$') }),
    );

    fc.assert(
      fc.property(odd, odd, (hostName, hypervisorHostname) => {
        const address = (() => {
          try {
            return fillAddress('{host}.{hypervisor_hostname}', { hostName, hypervisorHostname });
          } catch {
            return 'refused';
          }
        })();
        expect(address).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/);
        expect(address).not.toMatch(/\.\.|\.$|-$/);
      }),
    );
  });
});

test('a plain host name keeps what makes names differ', () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,10}(\.[a-z0-9]{1,10}){0,3}$/);

  fc.assert(fc.property(name, (good) => isPlainHostName(good) && fillAddress('{host}', place(good)) === good));
});

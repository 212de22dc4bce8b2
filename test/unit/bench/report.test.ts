import { expect, test } from 'vitest';
import { ratiosOf, reportOf } from '../../../scripts/bench/report.ts';
import { reportOfNothing } from './report-of-nothing.ts';

const spread = (p50: number) => ({ p50, p99: p50 * 2, count: 10 });

test('ratiosOf divides medians of the same run, and the best throughputs', () => {
  const peers = {
    calls_ms: {
      'get: libvirt-python': spread(0.5),
      'get: novatuned, local': spread(1),
      'set: libvirt-python': spread(1),
      'set: novatuned, local': spread(3),
    },
    throughput: [
      { by: 'virsh spawned', clients: 1, per_second: 20 },
      { by: 'virsh spawned', clients: 8, per_second: 50 },
      { by: 'novatuned, local', clients: 8, per_second: 1000 },
      { by: 'novatuned, ssh', clients: 8, per_second: 2000 },
    ],
    versions: { libvirt: 9_000_000, python: '3.11.2' },
    failures: 0,
  } as const;

  expect(ratiosOf({ peers, nova: { lock_ms: spread(30), get_ms: spread(1.5) } })).toEqual({
    get_over_libvirt_python: 2,
    set_over_libvirt_python: 3,
    throughput_over_spawn: 20,
    nova_lock_over_get: 20,
    cli_over_node: null,
  });
});

test('a report of nothing has every key, and null for what was not measured', () => {
  expect(Object.values(reportOfNothing.ratios)).toEqual([null, null, null, null, null]);
  expect(reportOfNothing.network).toEqual({
    lost: null,
    seconds_above_cap: null,
    changes: null,
    classification: null,
  });
  expect(reportOfNothing).toMatchObject({ peers: null, actions: null, soak: null, inventory: null });
});

test('the network has the sum of what was lost, whatever the number of guests', () => {
  const row = { guests: 1, p50_ms: 1, p99_ms: 2, changes: 3, tc_lines: 4, packets: 5, seconds: 7 };
  const network = [
    { ...row, lost: 1, seconds_above_cap: 0 },
    { ...row, lost: 2, seconds_above_cap: 1 },
  ];

  expect(reportOf({ network }, reportOfNothing).network).toMatchObject({ lost: 3, seconds_above_cap: 1 });
});

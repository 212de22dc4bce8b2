import { type Report, reportOf } from '../../../scripts/bench/report.ts';

/** What is printed where nothing could be measured. */
export const reportOfNothing: Report = reportOf(
  {},
  {
    quick: true,
    seconds: 1,
    machine: {
      at: '2026-11-22T00:00:00.000Z',
      cpu: '2 × a processor',
      memory_gib: 23,
      kernel: '6.18',
      node: 'v20.20.2',
      libvirt: null,
      iproute2: null,
      commit: null,
      load_before: 0,
      load_after: 0,
    },
  },
);

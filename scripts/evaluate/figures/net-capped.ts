import type { Figure } from '../figure.ts';
import { guaranteesMbit, htbRateMbit, netDifferences, watchNet } from './net-watch.ts';

/** 5.10: guarantees of 39, 26 and 15 Mbit/s that are limits as well. */
export const netCapped: Figure = {
  number: '5.10',
  title: 'Network: 39, 26 and 15 Mbit/s without borrowing',
  thesis:
    'with the htb qdisc and `ceil` left at `rate` no guest can borrow what others leave: VM1 stays at 39 Mbit/s, VM2 at 26, VM3 at 15, whoever else sends.',
  differences: [...netDifferences, 'It is `tc.borrow: false` of the configuration that sets `ceil` to `rate`.'],
  settings: { tc: { htb_rate: htbRateMbit, borrow: false } },
  run: (stage) =>
    watchNet(
      stage,
      { name: '5.10', caption: 'Bandwidth of guests that start and stop to send, without borrowing.' },
      {
        expected: (sending) => Object.fromEntries(sending.map((server) => [server, guaranteesMbit[server]!])),
        tolerance: 0.03,
      },
    ),
};

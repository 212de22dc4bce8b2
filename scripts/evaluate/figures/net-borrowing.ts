import type { Figure } from '../figure.ts';
import { htbRateMbit, netDifferences, scaleToCap, watchNet, weightsOf } from './net-watch.ts';

/** 5.11: guarantees of 39, 26 and 15 Mbit/s, and each may have all of 80. */
export const netBorrowing: Figure = {
  number: '5.11',
  title: 'Network: 39, 26 and 15 Mbit/s with borrowing up to 80',
  thesis:
    'with `ceil` at 80 Mbit/s what others leave is used: by the one guest that sends, or by VM2 and VM3 while VM1 does not (second 60 to 80). While all send, each has its guarantee.',
  differences: [
    ...netDifferences,
    "What is spare is shared by the guests' weights, as their guarantees are: quanta are in proportion to them. The thesis leaves quanta to tc.",
  ],
  settings: { tc: { htb_rate: htbRateMbit, borrow: true } },
  run: (stage) =>
    watchNet(
      stage,
      { name: '5.11', caption: 'Bandwidth of guests that start and stop to send, with borrowing.' },
      { expected: (sending) => scaleToCap(weightsOf(sending)), tolerance: 0.03 },
    ),
};

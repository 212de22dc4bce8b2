import { expect, test } from 'vitest';
import { parseClasses } from '../../../scripts/evaluate/measure/classes.ts';
import { parseDomstats } from '../../../scripts/evaluate/measure/domstats.ts';

test('parseDomstats has the numbers of each domain', () => {
  const text = [
    "Domain: 'VM1'",
    '  cpu.time=5995821000',
    '  cpu.user=5624480000',
    '',
    "Domain: 'VM2'",
    '  balloon.rss=263112',
    '',
  ].join('\n');

  expect(parseDomstats(text)).toEqual({
    VM1: { 'cpu.time': 5_995_821_000, 'cpu.user': 5_624_480_000 },
    VM2: { 'balloon.rss': 263_112 },
  });
});

test('parseClasses has what each class has let through, and what waits in it', () => {
  const text = `class htb 4e54:10 parent 4e54:2 leaf 8002: prio 0 quantum 170732 rate 39015Kbit ceil 80Mbit burst 48Kb cburst 100000b
 Sent 1234567 bytes 890 pkt (dropped 0, overlimits 12 requeues 0)
 backlog 84784b 56p requeues 0
 lended: 5 borrowed: 0 giants: 0
 tokens: 1 ctokens: 2

class htb 4e54:2 parent 4e54:1 rate 80Mbit ceil 80Mbit burst 100000b cburst 100000b
 Sent 42 bytes 1 pkt (dropped 0, overlimits 0 requeues 0)
 backlog 0b 0p requeues 0
`;

  expect([...parseClasses(text)]).toEqual([
    ['4e54:10', { sentBytes: 1_234_567, waiting: 56 }],
    ['4e54:2', { sentBytes: 42, waiting: 0 }],
  ]);
});

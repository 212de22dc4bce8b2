import { expect, test } from 'vitest';
import { parseLifecycleLine } from '../../../src/compute/lifecycle-line.ts';

test.each([
  ["event 'lifecycle' for domain 'VM1': Started Booted", 'VM1', 'Started', 'Booted'],
  [
    "2026-11-20 13:45:59.079+0000: event 'lifecycle' for domain 'VM1': Stopped Destroyed",
    'VM1',
    'Stopped',
    'Destroyed',
  ],
  ["event 'lifecycle' for domain VM1: Started Booted", 'VM1', 'Started', 'Booted'],
  [
    "2026-11-20 13:45:59.079+0000: event 'lifecycle' for domain a b: Started Event wakeup",
    'a b',
    'Started',
    'Event wakeup',
  ],
  ["event 'lifecycle' for domain 'it's': Resumed Unpaused", "it's", 'Resumed', 'Unpaused'],
  ["event 'lifecycle' for domain 'a: b': Suspended Post-copy Error", 'a: b', 'Suspended', 'Post-copy Error'],
  ["event 'lifecycle' for domain 'x': Started Booted': Stopped Crashed", "x': Started Booted", 'Stopped', 'Crashed'],
  ["event 'lifecycle' for domain '服务器 ü': Defined Added", '服务器 ü', 'Defined', 'Added'],
  [
    "event 'lifecycle' for domain 'event 'lifecycle' for domain 'y': Started Booted': Undefined Removed",
    "event 'lifecycle' for domain 'y': Started Booted",
    'Undefined',
    'Removed',
  ],
])('parseLifecycleLine reads %s', (line, domainName, event, detail) => {
  expect(parseLifecycleLine(line)).toEqual({ domainName, event, detail });
});

test.each([
  '',
  'events received: 2',
  "event 'reboot' for domain 'VM1'",
  "x event 'lifecycle' for domain 'VM1': Started Booted",
])('parseLifecycleLine ignores %j', (line) => {
  expect(parseLifecycleLine(line)).toBeUndefined();
});

import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/faults.ts';
import { Metrics } from '../../../src/http/metrics.ts';
import { watchStore } from '../../../src/store-watch.ts';

test('a store that goes away and comes back is a gauge in the metrics, and a line in the log each time, with the cause; so is a lock that is lost', async () => {
  const metrics = new Metrics();
  const lines: object[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const gauge = async () => /^novatune_store_up .*$/m.exec(await metrics.registry.metrics())?.[0];

  const { storeChanged: changed, onLockLost } = watchStore(log, metrics);
  expect(await gauge()).toBe('novatune_store_up 1');
  changed(new Fault('storeUnavailable', 'try again later', { cause: new Error('the disk is full') }));
  expect(await gauge()).toBe('novatune_store_up 0');
  changed(undefined);
  expect(await gauge()).toBe('novatune_store_up 1');
  onLockLost('host compute1');

  expect(lines).toMatchObject([
    { level: 40, msg: 'store is away; trying on', err: { message: 'the disk is full' } },
    { level: 30, msg: 'store answers' },
    { level: 40, msg: expect.stringContaining('lock was lost'), lock: 'host compute1' },
  ]);
});

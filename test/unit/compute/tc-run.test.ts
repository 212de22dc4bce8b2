import { expect, test } from 'vitest';
import { parseBacklogs } from '../../../src/compute/tc-backlog.ts';
import { runTcBatch } from '../../../src/compute/tc-run.ts';
import { FakeTc } from '../../../src/fake/fake-tc.ts';
import { fakeWorld } from '../../integration/tc/fake-world.ts';
import { tc, timeoutMs } from '../../integration/tc/world.ts';

const shape = 'htb rate 1000kbit ceil 1000kbit burst 16384b cburst 16384b quantum 20000 prio 0';
const deletion = { tc: ['class del dev uplink classid 4e54:10'], onceEmpty: { device: 'uplink', queues: ['4e54:10'] } };

async function busyWorld() {
  const fake = new FakeTc({ uplink: 100 });
  const world = fakeWorld(fake);
  await tc(
    world,
    'qdisc add dev uplink root handle 4e54: htb default fffe',
    `class add dev uplink parent 4e54: classid 4e54:10 ${shape}`,
  );
  fake.hold('uplink', '4e54:10', 3);
  return { fake, world };
}

test('parseBacklogs reads packets by class and under the root', async () => {
  const { fake } = await busyWorld();
  const { stdout } = fake.run(['-s', '-batch', '-'], 'qdisc show dev uplink\nclass show dev uplink\n');

  expect([...parseBacklogs(stdout)]).toEqual([
    ['root', 3],
    ['4e54:10', 3],
  ]);
});

test('runTcBatch waits until the queues are empty', async () => {
  const { fake, world } = await busyWorld();
  setTimeout(() => fake.hold('uplink', '4e54:10', 0), 50);

  expect(await runTcBatch(world.transport, deletion, timeoutMs)).toBe(true);
  expect(await tc(world, 'class show dev uplink')).toBe('');
});

test.concurrent('runTcBatch leaves a batch out whose queues do not get empty within 2 s', async () => {
  const { world } = await busyWorld();

  expect(await runTcBatch(world.transport, deletion, timeoutMs)).toBe(false);
  expect(await tc(world, 'class show dev uplink')).not.toBe('');
});

test.concurrent('runTcBatch waits for the whole root where the root is to go', async () => {
  const { world } = await busyWorld();
  const removal = { tc: ['qdisc del dev uplink root'], onceEmpty: { device: 'uplink', queues: ['root'] } };

  expect(await runTcBatch(world.transport, removal, timeoutMs)).toBe(false);
});

import { expect, test } from 'vitest';
import { guestsOf, withPriority } from '../../../src/compute/htb-guests.ts';
import { planTree } from '../../../src/compute/htb-plan.ts';
import type { TreeSettings } from '../../../src/compute/htb-target.ts';
import { parseTree } from '../../../src/compute/htb-tree.ts';
import { applyTree } from '../../../src/compute/tc-apply.ts';
import { FakeTc } from '../../../src/fake/fake-tc.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';
import { kbitOfMbit, netPriority } from '../../../src/units.ts';
import { answeringTransport, timeoutMs } from '../../integration/tc/world.ts';

const settings: TreeSettings = {
  device: 'eth1',
  linkRateKbit: kbitOfMbit(100),
  htbRateKbit: kbitOfMbit(80),
  borrow: true,
  leaf: 'pfifo',
};
const mac = '02:00:00:00:00:01';
const before = parseTree('');
const commands = planTree(before, withPriority([], [mac], netPriority(0)), settings);

test('applyTree returns the tree as read back', async () => {
  const fake = new FakeTc({ eth1: 100 });
  const transport = answeringTransport((argv, input) => fake.run(argv.slice(1), input));

  const tree = await applyTree(transport, { before, commands, settings, timeoutMs });
  expect(guestsOf(tree)).toEqual([{ minor: 0x10, priority: 0, macs: [mac] }]);
});

test('applyTree keeps the first failure, with the reason why the old state could not be restored as its cause', async () => {
  const failures = ['first', 'second'];
  const transport = answeringTransport(() => ({ stdout: '', stderr: failures.shift() ?? '', exitCode: 2 }));

  const error = await applyTree(transport, { before, commands, settings, timeoutMs }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CommandFailed);
  expect(error).toMatchObject({ stderr: 'first', cause: { stderr: 'second' } });
});

test('applyTree says so where the kernel has no HTB', async () => {
  const fake = new FakeTc({ eth1: 100 }, { kinds: ['pfifo'] });
  const transport = answeringTransport((argv, input) => fake.run(argv.slice(1), input));

  const run = applyTree(transport, { before, commands, settings, timeoutMs });
  await expect(run).rejects.toMatchObject({ kind: 'notSupported', cause: expect.any(CommandFailed) });
});

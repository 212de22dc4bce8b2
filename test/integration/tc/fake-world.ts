import { FakeTc } from '../../../src/fake/fake-tc.ts';
import { answeringTransport, type World } from './world.ts';

/** The simulator, with the kinds of qdisc that the smallest kernel has. */
export function fakeWorld(fake = new FakeTc({ uplink: 10_000 }, { kinds: ['htb', 'pfifo'] })): World {
  const transport = answeringTransport((argv, input) => fake.run(argv.slice(1), input));
  return { transport, device: 'uplink', close: () => Promise.resolve() };
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions } from '../../src/actions/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';

const fields = ['memory_limit', 'memory', 'share', 'weight', 'prio', 'odd'];
const value = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.nat().map(String) },
  { weight: 2, arbitrary: fc.jsonValue() },
);
const action = fc.oneof(fc.constantFrom(...Object.keys(actions)), fc.string());
const argument = fc.oneof(fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 2 }), fc.jsonValue());
const body = fc.oneof(
  { weight: 8, arbitrary: fc.dictionary(action, argument, { minKeys: 1, maxKeys: 1 }) },
  { weight: 1, arbitrary: fc.dictionary(action, argument, { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

let world: LabWorld;
beforeAll(async () => {
  world = await startLabWorld();
});
afterAll(async () => {
  await new Api(world.url).act('VM4', { 'reset-net-priority': null });
  await new Api(world.url).act('VM4', { 'set-memory-soft-limit': { memory_limit: -1 } });
  await world?.close();
});

test('1,000 random bodies for a real guest are answered, never with a 500', async () => {
  const seen = new Set<number>();

  await fc.assert(
    fc.asyncProperty(body, async (random) => {
      const { status } = await new Api(world.url).act('VM4', random);
      seen.add(status);
      expect([200, 400, 409, 501]).toContain(status);
    }),
    { numRuns: 1000, endOnFailure: true },
  );

  // Or the bodies were not random enough to reach the guest.
  expect([...seen].sort()).toEqual(expect.arrayContaining([200, 400, 501]));
}, 300_000);

import { afterAll, beforeAll, describe } from 'vitest';
import { describeBehaviour } from '../behaviour/index.ts';
import { startFakeWorld } from '../world/fake-world.ts';
import type { World } from '../world/world.ts';

describe('on the in-memory driver', () => {
  let world: World;
  beforeAll(async () => {
    world = await startFakeWorld();
  });
  afterAll(() => world.close());
  describeBehaviour(() => world);
});

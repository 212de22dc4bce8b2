import { afterAll, beforeAll, describe } from 'vitest';
import { describeBehaviour } from '../behaviour/index.ts';
import { startCleanLabWorld } from '../world/lab-world.ts';
import type { World } from '../world/world.ts';

describe('on real guests', () => {
  let world: World;
  beforeAll(async () => {
    world = await startCleanLabWorld();
  });
  afterAll(() => world?.close());
  describeBehaviour(() => world);
});

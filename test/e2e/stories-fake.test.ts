import { describe } from 'vitest';
import { describeStories } from '../stories/runner/describe-stories.ts';
import { startFakeWorld } from '../world/fake-world.ts';

describe('stories on the in-memory driver', () => describeStories(startFakeWorld, { hasLab: false }));

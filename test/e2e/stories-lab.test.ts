import { describe } from 'vitest';
import { describeStories } from '../stories/runner/describe-stories.ts';
import { startCleanLabWorld } from '../world/lab-world.ts';

describe('stories on real guests', () => describeStories(startCleanLabWorld, { hasLab: true }));

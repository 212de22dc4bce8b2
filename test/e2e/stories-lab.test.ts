import { describe } from 'vitest';
import { describeStories } from '../stories/runner/describe-stories.ts';
import { startLabWorld } from '../world/lab-world.ts';

describe('stories on real guests', () => describeStories(startLabWorld, { hasLab: true }));

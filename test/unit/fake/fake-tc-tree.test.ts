import { test } from 'vitest';
import { fakeWorld } from '../../integration/tc/fake-world.ts';
import { describeTree } from '../../integration/tc/tree-behaviour.ts';

describeTree('a tree on the simulated tc', () => fakeWorld(), test);

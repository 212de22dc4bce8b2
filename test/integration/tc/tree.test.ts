import { needs } from '../../skip.ts';
import { canMakeNamespaces, namespaceWorld } from './namespace-world.ts';
import { describeTree } from './tree-behaviour.ts';

const test = needs(await canMakeNamespaces(), 'trees on the real tc need root and network namespaces');

describeTree('a tree on the real tc', namespaceWorld, test);

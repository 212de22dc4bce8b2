import { existsSync } from 'node:fs';
import { labStatus } from '../../test/lab/index.ts';
import { isRoot } from '../setup.mjs';
import { host } from './servers.ts';

/** Why nothing can be measured here, in one sentence; undefined where it can. */
export async function whyNot(): Promise<string | undefined> {
  if (!isRoot()) return 'real guests take root, and this is not root';
  if (!existsSync('/usr/bin/apt-get')) return 'real guests take the packages of a Debian, and this machine has no apt';
  const status = await labStatus();
  if (status?.cloud) return `the lab is an OpenStack now, which has no VM1 on ${host}: npm run lab -- down`;
  return undefined;
}

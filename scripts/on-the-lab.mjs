/** Runs tests on a lab: brings it up, and takes it down again without a trace if it was not up before. */
import { spawnSync } from 'node:child_process';
import { findTraces } from './lab-traces.mjs';
import { repositoryRoot } from './setup.mjs';
import { step } from './steps.mjs';

/**
 * @param {string} kind an option of `npm run lab -- up`
 * @param {(status: {readonly cloud?: unknown} | undefined) => boolean} wasUp tells by the status of a lab that is up whether it is that kind
 * @param {() => Promise<void>} tests
 */
export async function onTheLab(kind, wasUp, tests) {
  const keep = wasUp(readStatus());
  await step('lab up', [process.execPath, 'scripts/lab.mjs', 'up', kind]);
  try {
    await tests();
  } finally {
    if (!keep) {
      await step('lab down', [process.execPath, 'scripts/lab.mjs', 'down']);
      findTraces();
    }
  }
}

/**
 * Does work on the lab that is up, whatever kind it is, or on one of two hosts that it brings up for it. Says what it does on stderr.
 * @param {() => Promise<void>} work
 */
export async function onAnyLab(work) {
  if (readStatus() !== undefined) return work();
  await step('lab up', [process.execPath, 'scripts/lab.mjs', 'up'], 2);
  try {
    await work();
  } finally {
    await step('lab down', [process.execPath, 'scripts/lab.mjs', 'down'], 2);
    findTraces();
  }
}

/**
 * What cannot run here is said; where nothing may be left out it is a failure.
 * @param {string} tests
 * @param {string} reason
 */
export function skip(tests, reason) {
  if (process.env.CI === 'true') throw new Error(`the ${tests} cannot run here: ${reason}`);
  console.warn(`\n!!! SKIPPED: the ${tests}, because ${reason}. They need root on Debian.\n`);
}

/** Undefined while the lab is down. */
function readStatus() {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/lab.mjs', 'status', '--json'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

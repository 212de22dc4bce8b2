/** `npm run test:openstack`: the tests against a real OpenStack. Brings the cloud up, and takes it down again if it was not up before. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findTraces } from './lab-traces.mjs';
import { ensureDependencies, isRoot, repositoryRoot } from './setup.mjs';
import { runGate, step, testStep } from './steps.mjs';

await runGate(async () => {
  await ensureDependencies();
  await step('build', ['npm', 'run', '--silent', 'build']);
  const reason = whyNot();
  if (reason !== undefined) return skip(reason);
  await onTheCloud(() => testStep('tests against OpenStack', ['openstack']));
});

/** Why there can be no cloud here; undefined where there can. */
function whyNot() {
  if (!isRoot()) return 'this is not root';
  return existsSync('/usr/bin/apt-get') ? undefined : 'this machine has no apt';
}

/** @param {string} reason */
function skip(reason) {
  if (process.env.CI === 'true') throw new Error(`the tests against OpenStack cannot run here: ${reason}`);
  console.warn(`\n!!! SKIPPED: the tests against a real OpenStack, because ${reason}. They need root on Debian.\n`);
}

/** @param {() => Promise<void>} tests */
async function onTheCloud(tests) {
  const wasUp = isCloudUp();
  await step('lab up', [process.execPath, 'scripts/lab.mjs', 'up', '--openstack']);
  try {
    await tests();
  } finally {
    if (!wasUp) {
      await step('lab down', [process.execPath, 'scripts/lab.mjs', 'down']);
      findTraces();
    }
  }
}

function isCloudUp() {
  const { stdout } = spawnSync(process.execPath, ['scripts/lab.mjs', 'status', '--json'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return JSON.parse(stdout).cloud !== null;
}

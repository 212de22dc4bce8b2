/** `npm test`: everything. Installs what is missing, brings the lab up, and takes it down again if it was not up before. */
import { spawnSync } from 'node:child_process';
import { checkSteps } from './check-steps.mjs';
import { findTraces } from './lab-traces.mjs';
import { ensureDependencies, ensurePackages, isRoot, repositoryRoot } from './setup.mjs';
import { runGate, step, testStep } from './steps.mjs';

/** What the tests need beside the lab's own packages. */
const packages = [
  'chromium',
  'openssh-server',
  'openssh-client',
  'libvirt-clients',
  'libvirt-daemon-system',
  'iproute2',
  'sudo',
  'python3',
  'curl',
  'zsh',
];

await runGate(async () => {
  await ensureDependencies();
  await step('build', ['npm', 'run', '--silent', 'build']);
  await checkSteps();
  if (isRoot()) await ensurePackages(packages);
  await testStep('end-to-end tests on the in-memory driver', ['e2e-fake']);
  if (!isRoot()) return skipLab('not root');
  await onTheLab(async () => {
    await testStep('integration tests', ['integration']);
    await testStep('end-to-end tests', ['e2e']);
  });
});

/** @param {string} reason */
function skipLab(reason) {
  if (process.env.CI === 'true') throw new Error(`the tests on real guests cannot run here: ${reason}`);
  console.warn(
    `\n!!! SKIPPED: integration tests and end-to-end tests on real guests, because ${reason}. They need root on Debian.\n`,
  );
}

/** @param {() => Promise<void>} tests */
async function onTheLab(tests) {
  const wasUp =
    spawnSync(process.execPath, ['scripts/lab.mjs', 'status', '--json'], { cwd: repositoryRoot }).status === 0;
  await step('lab up', [process.execPath, 'scripts/lab.mjs', 'up', '--systemd']);
  try {
    await tests();
  } finally {
    if (!wasUp) {
      await step('lab down', [process.execPath, 'scripts/lab.mjs', 'down']);
      findTraces();
    }
  }
}

/** `npm test`: everything. Installs what is missing, brings the lab up, and takes it down again if it was not up before. */
import { checkSteps } from './check-steps.mjs';
import { onTheLab, skip } from './on-the-lab.mjs';
import { ensureDependencies, ensurePackages, isRoot } from './setup.mjs';
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
  'mariadb-server',
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
  if (!isRoot()) return skip('tests on real guests', 'this is not root');
  const wasUp = (/** @type {unknown} */ status) => status !== undefined;
  await onTheLab('--systemd', wasUp, async () => {
    await testStep('integration tests', ['integration']);
    await testStep('end-to-end tests', ['e2e']);
  });
});

/** `npm run test:openstack`: the tests against a real OpenStack. Brings the cloud up, and takes it down again if it was not up before. */
import { existsSync } from 'node:fs';
import { onTheLab, skip } from './on-the-lab.mjs';
import { ensureDependencies, isRoot } from './setup.mjs';
import { runGate, step, testStep } from './steps.mjs';

await runGate(async () => {
  await ensureDependencies();
  await step('build', ['npm', 'run', '--silent', 'build']);
  const reason = whyNot();
  if (reason !== undefined) return skip('tests against a real OpenStack', reason);
  const wasUp = (/** @type {{readonly cloud?: unknown} | undefined} */ status) => (status?.cloud ?? null) !== null;
  await onTheLab('--openstack', wasUp, () => testStep('tests against OpenStack', ['openstack']));
});

/** Why there can be no cloud here; undefined where there can. */
function whyNot() {
  if (!isRoot()) return 'this is not root';
  return existsSync('/usr/bin/apt-get') ? undefined : 'this machine has no apt';
}

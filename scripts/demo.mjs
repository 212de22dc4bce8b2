/** `npm run demo [-- --once]`: real guests, the service on top of them, and a walk through every action. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureDependencies, isRoot, repositoryRoot } from './setup.mjs';
import { step } from './steps.mjs';

/** Why there can be no lab here; undefined where there can. */
function whyFake() {
  if (!isRoot()) return 'this is not root';
  return existsSync('/usr/bin/apt-get') ? undefined : 'this machine has no apt';
}

try {
  await ensureDependencies();
  await step('build', ['npm', 'run', '--silent', 'build']);
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
const reason = whyFake();
const env = { ...process.env, ...(reason === undefined ? {} : { NOVATUNE_DEMO_FAKE: reason }) };
const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...process.argv.slice(2)], {
  cwd: repositoryRoot,
  stdio: 'inherit',
  env,
});
// A terminal sends Ctrl-C to both; the demo decides when to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});

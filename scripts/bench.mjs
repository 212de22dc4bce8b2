/**
 * `npm run bench`: sees to what the measurements need, a lab if there can be one, then hands over to scripts/bench/main.ts. All that is not a
 * result goes to stderr.
 */
import { spawn } from 'node:child_process';
import { onAnyLab } from './on-the-lab.mjs';
import { ensureDependencies, ensurePackages, isRoot, repositoryRoot } from './setup.mjs';
import { step } from './steps.mjs';

const args = process.argv.slice(2);
const stderr = 2;

/** Exit status of the measurements. */
const measure = () =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench/main.ts', ...args], {
      cwd: repositoryRoot,
      stdio: 'inherit',
    });
    // A terminal sends Ctrl-C to both; the measurements put back what they have changed.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

try {
  await ensureDependencies();
  await step('build', ['tsc', '-p', 'scripts/bench/tsconfig.json'], stderr);
  if (!isRoot()) {
    process.stderr.write('This is not root: what takes real guests or network namespaces is left out.\n');
    process.exitCode = await measure();
  } else {
    await ensurePackages(['python3-libvirt', 'libvirt-clients', 'iproute2']);
    await onAnyLab(async () => {
      process.exitCode = await measure();
    });
  }
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** `npm run lab -- …`: makes sure that the dependencies are there, then hands over to test/lab/main.ts. */
import { spawn } from 'node:child_process';
import { ensureDependencies, repositoryRoot } from './setup.mjs';

try {
  await ensureDependencies();
} catch (error) {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

const tsx = `${repositoryRoot}/node_modules/tsx/dist/loader.mjs`;
const main = `${repositoryRoot}/test/lab/main.ts`;
const child = spawn(process.execPath, ['--import', tsx, main, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends its signals to the child as well; what comes by `kill` reaches only this process.
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => undefined);
// npm passes a signal on to its shell only, which dies of it and tells nobody.
const shell = process.ppid;
const watch = setInterval(() => {
  if (process.env.npm_lifecycle_event === 'lab' && process.ppid !== shell) child.kill('SIGTERM');
}, 300);
child.on('close', (code, signal) => {
  clearInterval(watch);
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
});

/** `npm run evaluate [-- FIGURE…]`: the thesis's figures on the lab's guests; hands over to scripts/evaluate/main.ts. */
import { spawn } from 'node:child_process';
import { ensureDependencies, repositoryRoot } from './setup.mjs';

try {
  await ensureDependencies();
} catch (error) {
  process.stderr.write(`evaluate: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

const tsx = `${repositoryRoot}/node_modules/tsx/dist/loader.mjs`;
const main = `${repositoryRoot}/scripts/evaluate/main.ts`;
const child = spawn(process.execPath, ['--import', tsx, main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // A terminal's Ctrl-C would reach also the programs by which the servers are put back.
  detached: true,
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => child.kill(signal));
// npm passes a signal on to its shell only, which dies of it and tells nobody.
const shell = process.ppid;
const watch = setInterval(() => {
  if (process.env.npm_lifecycle_event === 'evaluate' && process.ppid !== shell) child.kill('SIGTERM');
}, 300);
child.on('close', (code, signal) => {
  clearInterval(watch);
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
});

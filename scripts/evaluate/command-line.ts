import { execa } from 'execa';
import { environmentFor } from '../../demo/command-line.ts';
import { repositoryRoot } from '../setup.mjs';

const main = `${repositoryRoot}/dist/client/cli/main.js`;

/**
 * Runs the built `novatune` and answers what it printed.
 * @throws {Error} it ended with another status than 0, or not within a minute; has its stderr
 */
export async function runNovatune(url: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [main, ...args], {
    env: environmentFor(url),
    reject: false,
    timeout: 60_000,
  });
  if (exitCode !== 0) throw new Error(`novatune ${args.join(' ')} ended with ${exitCode ?? 'a signal'}: ${stderr}`);
  return stdout;
}

/** Runs the steps of a gate one after the other, showing each, and counts the tests they ran. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './setup.mjs';

const reports = mkdtempSync(join(tmpdir(), 'novatune-tests-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

/**
 * Runs a program of the repository with its output shown.
 * @param {string} title
 * @param {readonly string[]} argv
 * @param {1 | 2} [output] where: 2 for whoever has something else on stdout
 * @throws {Error} it did not exit with 0
 */
export async function step(title, [program = '', ...args], output = 1) {
  const startedAt = Date.now();
  const say = output === 1 ? console.log : console.error;
  say(`\n=== ${title}`);
  const exitCode = await new Promise((resolve, reject) => {
    const path = `${repositoryRoot}/node_modules/.bin:${process.env.PATH}`;
    const child = spawn(program, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', output, 'inherit'],
      env: { ...process.env, PATH: path },
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  if (exitCode !== 0) throw new Error(`${title}: failed (${exitCode})`);
  say(`--- ${title}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/**
 * Runs projects of vitest.config.ts.
 * @param {string} title
 * @param {readonly string[]} projects
 */
export async function testStep(title, projects) {
  const report = join(reports, `${projects.join('-')}.json`);
  const chosen = projects.flatMap((project) => ['--project', project]);
  await step(title, [
    'vitest',
    'run',
    ...chosen,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
}

/** How many tests ran so far, in the one line that machines look for. */
export function countTests() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const name of existsSync(reports) ? readdirSync(reports) : []) {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(join(reports, name), 'utf8'));
    count.passed += numPassedTests;
    count.failed += numFailedTests;
    count.skipped += numPendingTests;
  }
  return count;
}

/**
 * Runs the steps of a gate and ends the process as they ended.
 * @param {() => Promise<void>} gate
 */
export async function runGate(gate) {
  let failure;
  try {
    await gate();
  } catch (error) {
    failure = error;
  }
  const { passed, failed, skipped } = countTests();
  if (failure !== undefined) console.error(`\n${failure instanceof Error ? failure.message : failure}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failure === undefined && failed === 0 ? 0 : 1;
}

import { readFileSync } from 'node:fs';
import { step, testStep } from './steps.mjs';

/** What `npm run generate` writes. */
const generated = [
  'openapi.json',
  'client/generated/openapi.ts',
  'client/generated/methods.ts',
  'client/generated/commands.ts',
  'docs/reference/cli.md',
];

/** What needs nothing but the repository itself. */
export async function checkSteps() {
  await step('format and lint', ['biome', 'check', '.']);
  await step('types', ['tsc', '--noEmit', '-p', '.']);
  await checkGenerated();
  await testStep('unit and contract tests', ['unit', 'contract']);
}

async function checkGenerated() {
  const before = generated.map(read);
  await step('generated files', ['npm', 'run', '--silent', 'generate']);
  const stale = generated.filter((path, index) => read(path) !== before[index]);
  if (stale.length > 0) {
    throw new Error(`${stale.join(', ')}: stale, and has been generated anew: look at it and commit it`);
  }
}

/** @param {string} path */
function read(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

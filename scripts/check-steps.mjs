import { readFileSync } from 'node:fs';
import { step, testStep } from './steps.mjs';

const generated = new URL('../client/generated/openapi.ts', import.meta.url);

/** What needs nothing but the repository itself. */
export async function checkSteps() {
  await step('format and lint', ['biome', 'check', '.']);
  await step('types', ['tsc', '--noEmit', '-p', '.']);
  await checkGenerated();
  await testStep('unit and contract tests', ['unit', 'contract']);
}

async function checkGenerated() {
  const before = readFileSync(generated, 'utf8');
  await step('generated files', ['npm', 'run', '--silent', 'generate']);
  if (readFileSync(generated, 'utf8') !== before) {
    throw new Error(
      'client/generated did not match openapi.yaml; it has been generated anew: look at it and commit it',
    );
  }
}

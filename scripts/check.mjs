/** `npm run check`: format, lint, types, generated files, unit and contract tests. No root. */

import { checkSteps } from './check-steps.mjs';
import { ensureDependencies } from './setup.mjs';
import { runGate } from './steps.mjs';

await runGate(async () => {
  await ensureDependencies();
  await checkSteps();
});

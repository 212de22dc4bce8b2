#!/usr/bin/env node
// cli/ is the command line `novatune`. It imports the client and Node. Start here; program.ts has the commands and their options,
// act.ts what most of them do. What only some runs need is loaded by those: starting up should cost little more than Node itself.
import { CommanderError } from 'commander';
import { commands } from '../generated/commands.ts';
import { heedSignals, interruptedStatus } from './interruption.ts';
import { normaliseWatch } from './normalise-watch.ts';
import { buildProgram } from './program.ts';

const pipeClosed = 141;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(pipeClosed);
  process.stderr.write(`ERROR (CommandError): Cannot write the answer: ${error.message}\n`);
  process.exit(1);
});
// Nobody who could be told is there; what was begun goes on.
process.stderr.on('error', () => undefined);
heedSignals();

const program = buildProgram(commands, process.env);
const argv = process.argv.slice(2);
try {
  if (argv.length === 0) program.outputHelp();
  else await program.parseAsync(normaliseWatch(argv), { from: 'user' });
} catch (error) {
  await report(error);
}
const status = interruptedStatus();
if (status !== undefined) {
  process.stderr.write('\n... terminating novatune client\n');
  process.exitCode = status;
}

async function report(error: unknown): Promise<void> {
  if (interruptedStatus() !== undefined) return;
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const { formatError } = await import('./errors.ts');
  process.stderr.write(`${formatError(error)}\n`);
  process.exitCode = 1;
}

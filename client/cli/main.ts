#!/usr/bin/env node
// cli/ is the command line `novatune`. It imports the client and Node. Start here; program.ts has the commands and their options,
// act.ts what most of them do. What only some runs need is loaded by those: starting up should cost little more than Node itself.
import { CommanderError } from 'commander';
import { commands } from '../generated/commands.ts';
import { normaliseWatch } from './normalise-watch.ts';
import { buildProgram } from './program.ts';

const interrupted = 130;
const pipeClosed = 141;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(pipeClosed);
});
process.on('SIGINT', () => {
  process.stderr.write('\n... terminating novatune client\n');
  process.exit(interrupted);
});

const program = buildProgram(commands, process.env);
const argv = process.argv.slice(2);
try {
  if (argv.length === 0) program.outputHelp();
  else await program.parseAsync(normaliseWatch(argv), { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const { formatError } = await import('./errors.ts');
    process.stderr.write(`${formatError(error)}\n`);
    process.exitCode = 1;
  }
}

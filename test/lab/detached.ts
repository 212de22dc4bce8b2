import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { internalEnvironment } from './run.ts';

/** Starts a process in a network namespace that outlives this one; what it writes goes to the log. */
export function startDetached(namespace: string, argv: readonly string[], logPath: string): ChildProcess {
  return startHere(['nsenter', `--net=/run/netns/${namespace}`, '--', ...argv], logPath);
}

/** The same in this process's own namespaces. It leads a process group of its own. */
export function startHere(
  [command = '', ...args]: readonly string[],
  logPath: string,
  env: Readonly<Record<string, string>> = internalEnvironment,
): ChildProcess {
  const log = openSync(logPath, 'a');
  const child = spawn(command, args, { env, cwd: '/', detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  return child;
}

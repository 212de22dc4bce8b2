import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { internalEnvironment } from './run.ts';

/** Starts a process in a network namespace that outlives this one; what it writes goes to the log. */
export function startDetached(namespace: string, argv: readonly string[], logPath: string): ChildProcess {
  const log = openSync(logPath, 'a');
  const child = spawn('nsenter', [`--net=/run/netns/${namespace}`, '--', ...argv], {
    env: internalEnvironment,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

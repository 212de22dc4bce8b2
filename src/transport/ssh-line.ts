import { environment } from './environment.ts';
import { endingSignal } from './sudo.ts';
import type { Argv } from './transport.ts';

/**
 * The one line that sshd hands to the remote user's shell, which must be a POSIX one. `exec` leaves no shell between sshd and the program,
 * so that a signal reaches it.
 */
export function formatShellLine(argv: readonly string[]): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `exec ${['env', ...variables, ...argv].map(quote).join(' ')}`;
}

/**
 * Ends the program on its host as well: closing its channel does not, nor does the loss of the connection. The limit is outside of sudo, so that
 * sudoers need not allow every number of seconds; a sudo that has not ended its program within a second is given up.
 */
export function withTimeLimit(argv: Argv, timeoutMs: number): string[] {
  const signal = endingSignal(argv);
  const last = signal === 'KILL' ? [] : ['-k', '1'];
  return ['timeout', '-s', signal, ...last, String(Math.ceil(timeoutMs / 1000)), ...argv];
}

function quote(argument: string): string {
  if (argument.includes('\0')) throw new TypeError('An argument has a NUL');
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

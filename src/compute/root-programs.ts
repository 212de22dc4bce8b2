import { withSudo } from '../transport/sudo.ts';
import { type Argv, CommandFailed } from '../transport/transport.ts';

/**
 * What may need root's rights on a host: the tc that changes queues, and the virsh that changes domains. To read queues, to listen to libvirt's
 * events and to look at files every user may.
 */
export type RootProgram = 'tc' | 'virsh';

/** Changes queues, as its input says. With the same words every time, so that sudoers can have them. */
export const tcChange = ['tc', '-batch', '-'] as const satisfies Argv;

/** A program as it is to be started on a host where sudo runs these. */
export const elevated = (argv: Argv, bySudo: readonly RootProgram[]): Argv =>
  bySudo.includes('tc') && argv.join(' ') === tcChange.join(' ') ? withSudo(argv) : argv;

const wordsOfSudo = /^sudo: |^Sorry, user | is not in the sudoers file/;
/** What sudo says and yet runs the program. */
const remark = /^sudo: (?:unable to resolve host|setrlimit)/;

/** Whether sudo would have had to ask for a password, the user may not, or there is no such program: whatever the words, they are sudo's alone. */
export function isSudoRefusal(stderr: string): boolean {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line) => wordsOfSudo.test(line)) && lines.some((line) => !remark.test(line));
}

/** For the log, as the cause of what sudo has not run. */
export const sudoRefusal = (program: string, stderr: string): Error =>
  new Error(
    `sudo refuses ${program} (${stderr.trim()}): its host's sudoers must have the lines of docs/how-to/hosts.md`,
  );

/** A program that sudo has not run never began; any other failure stays as it is. */
export function explainSudo(error: unknown): unknown {
  if (!(error instanceof CommandFailed) || error.reason !== 'exit' || error.argv[0] !== 'sudo') return error;
  if (!isSudoRefusal(error.stderr)) return error;
  const { host, argv, exitCode, stderr, durationMs } = error;
  const cause = sudoRefusal(argv.slice(2).join(' '), stderr);
  return new CommandFailed({ host, argv, reason: 'unreachable', exitCode, stderr, durationMs }, { cause });
}

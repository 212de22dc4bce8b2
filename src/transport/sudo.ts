import type { Argv } from './transport.ts';

/** The same program with root's rights. `-n`: where sudo would ask for a password it refuses. */
export const withSudo = (argv: Argv): Argv => ['sudo', '-n', ...argv];

/**
 * The signal that ends a program. A user may not signal what sudo runs, and sudo that is killed leaves it running; but sudo hands SIGTERM on.
 * While it reads its rules not even sudo may be signalled (seen on 1.9.13), so it has to be told until it has ended.
 * @see sudo(8), Signal handling
 */
export const endingSignal = (argv: Argv): 'KILL' | 'TERM' => (programOf(argv) === 'sudo' ? 'TERM' : 'KILL');

/** The program that `env` starts with some variables set, else the first word. */
const programOf = ([first, ...words]: Argv): string | undefined =>
  first === 'env' ? words.find((word) => !/^\w+=/.test(word)) : first;

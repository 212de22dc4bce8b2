const defaultSeconds = 2;

/**
 * Gives a bare `--watch` its seconds. Only `--watch=5` takes any: with an option whose value is optional, commander would take the
 * server's name for it.
 */
export function normaliseWatch(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) =>
    word === '--watch' && (end === -1 || index < end) ? `--watch=${defaultSeconds}` : word,
  );
}

import { CommandFailed } from '../transport/transport.ts';

/** Why a command failed, as a part of a sentence. */
export function failureWords(error: unknown): string {
  if (!(error instanceof CommandFailed)) return error instanceof Error ? error.message : String(error);
  const { reason, exitCode, stderr, durationMs, cause } = error;
  const said = lastWords(stderr);
  if (reason === 'timeout') return `no answer within ${(durationMs / 1000).toFixed(1)} s`;
  if (exitCode === 127) return 'there is no such program';
  if (said !== '') return said;
  return cause instanceof Error ? cause.message : error.message;
}

/** The last line that a tool wrote: the ones before it are less exact. */
const lastWords = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^(?:error: )+/, '').trim())
    .filter((line) => line !== '' && !/^Command failed -/.test(line))
    .at(-1) ?? '';

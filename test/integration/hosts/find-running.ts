import { readdirSync, readFileSync } from 'node:fs';

/** The command lines of this machine's processes that have these words in them. */
export function findRunning(words: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => readCommandLine(pid))
    .filter((line) => line.includes(words));
}

// A process may end while it is looked at.
function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

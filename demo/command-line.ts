import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/client/cli/main.js', import.meta.url));

/** The variables that tell the command line where novatuned is, and as whom to ask. */
export const environmentFor = (url: string): Readonly<Record<string, string>> => ({
  OS_AUTH_TYPE: 'noauth',
  OS_USER_ID: 'admin',
  OS_PROJECT_ID: 'operations',
  OS_ENDPOINT_OVERRIDE: url,
});

/** The same for a shell to read. */
export const exportLines = (url: string): string[] =>
  Object.entries(environmentFor(url)).map(([name, value]) => `  export ${name}=${value}`);

/**
 * Runs `novatune` with a line of words, as a user would type them, and passes on what it prints.
 * @throws {Error} its exit status is not 0
 */
export async function novatune(url: string, line: string): Promise<void> {
  const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
  // One pipe for both outputs keeps the order in which they were written.
  const child = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', process.execPath, main, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environmentFor(url) },
    // Ctrl-C in a terminal is for the demo, which ends after the chapter.
    detached: true,
  });
  child.stdout.on('data', (chunk) => process.stdout.write(chunk));
  const [status, signal] = await once(child, 'close');
  if (status !== 0) throw new Error(`novatune ${line} ended with ${signal ?? `status ${status}`}`);
}

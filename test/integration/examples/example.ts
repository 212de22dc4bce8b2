import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { waitFor } from '../../lab/wait-for.ts';

const folder = fileURLToPath(new URL('../../../docs/examples/', import.meta.url));

/** A script of docs/examples/ that runs as a process of its own, as a user starts it. */
export interface Example {
  readonly out: () => string;
  readonly errors: () => string;
  /** Resolves when it has written this to stdout. */
  said(text: string): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Who asks, and where; an empty value is as good as none. */
export type ExampleEnvironment = Readonly<
  Partial<Record<'OS_ENDPOINT_OVERRIDE' | 'OS_USER_ID' | 'OS_PROJECT_ID', string>>
>;

/** Starts a script of docs/examples/; as an admin, unless the environment names another. */
export function startExample(name: string, argv: readonly string[], environment: ExampleEnvironment): Example {
  const child = spawn(process.execPath, [`${folder}${name}.mjs`, ...argv], {
    cwd: tmpdir(),
    env: { OS_USER_ID: 'admin', OS_PROJECT_ID: 'operations', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    out: () => out,
    errors: () => errors,
    said: (text) =>
      waitFor(`${name} to say ${text}`, async () => out.includes(text), {
        timeoutMs: 30_000,
        intervalMs: 20,
        explain: async () => out + errors,
      }),
    kill: (signal) => child.kill(signal),
    ended: once(child, 'close').then(([code]) => code),
  };
}

/** Runs a script of docs/examples/ to its end. */
export async function runExample(name: string, argv: readonly string[], environment: ExampleEnvironment) {
  const { out, errors, ended } = startExample(name, argv, environment);
  return { exitCode: await ended, out: out(), errors: errors() };
}

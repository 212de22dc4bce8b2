import { execa } from 'execa';

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly cwd?: string;
}

/** The environment of everything the lab runs: the caller's locale and PATH must not matter. */
export const internalEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  HOME: '/root',
  ...findProxies(),
};

/** Runs a command to its end and returns whatever came of it; throws only when it cannot be started or takes too long. */
export async function runAnyway(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { input, timeoutMs = 30_000, cwd = '/' } = options;
  const [command = '', ...args] = argv;
  const result = await execa(command, args, {
    env: internalEnvironment,
    extendEnv: false,
    cwd,
    timeout: timeoutMs,
    forceKillAfterDelay: 1000,
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  if (result.timedOut) throw new Error(`No end of "${argv.join(' ')}" after ${timeoutMs / 1000} s`);
  if (result.exitCode === undefined) throw new Error(`Cannot run "${argv.join(' ')}": ${result.shortMessage}`);
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode };
}

/** Runs a command that has to succeed and returns what it wrote on stdout. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await runAnyway(argv, options);
  if (exitCode !== 0) throw new Error(`"${argv.join(' ')}" exited with ${exitCode}: ${(stderr || stdout).trim()}`);
  return stdout;
}

/** How packages get here is the caller's affair. */
function findProxies(): Record<string, string> {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|ftp|no)_proxy$/i.test(name));
  return Object.fromEntries(proxies.map(([name, value]) => [name, value ?? '']));
}

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { planHostCommand } from '../../test/lab/host-command.ts';
import { getLabHost } from '../../test/lab/index.ts';
import { configPath } from '../../test/lab/paths.ts';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const startMs = 60_000;

/** A built novatuned as a process of its own. */
export interface Novatuned {
  readonly url: string;
  readonly pid: number;
  /** From before its start until it said that it listens. */
  readonly listeningAfterMs: number;
  close(): Promise<void>;
}

export interface NovatunedOptions {
  readonly config: object;
  /** The lab's host inside which it runs; this machine otherwise. */
  readonly inside?: string;
  readonly execArgv?: readonly string[];
}

/** @throws {Error} it ended, or did not listen within 60 s */
export async function startNovatuned({ config, inside, execArgv = [] }: NovatunedOptions): Promise<Novatuned> {
  const folder = await mkdtemp(join(tmpdir(), 'novatune-bench-'));
  const path = join(folder, 'novatune.yaml');
  await writeFile(path, stringify({ store: { file: join(folder, 'store.sqlite') }, ...config }), { mode: 0o600 });
  const argv = [process.execPath, ...execArgv, main, '--config', path];
  const [program = '', ...args] = inside === undefined ? argv : await planHostCommand(getLabHost(inside), argv);
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lastLines: string[] = [];
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    const giveUp = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(giveUp);
    await rm(folder, { recursive: true });
  };
  const listening = new Promise<string>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${what}:\n${lastLines.join('\n')}`));
    const timer = setTimeout(() => fail(`novatuned did not listen within ${startMs} ms`), startMs);
    void ended.then(() => fail('novatuned has ended'));
    const lines = createInterface(child.stdout).on('line', (line) => {
      lastLines.push(line);
      const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg !== 'listening' || url === undefined) return;
      clearTimeout(timer);
      lines.close();
      // What it logs from now on is taken from it as a terminal would, and costs the load generator next to nothing.
      child.stdout.resume();
      resolve(url);
    });
  });
  try {
    return { url: await listening, pid: child.pid!, listeningAfterMs: performance.now() - startedAt, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the lab's own configuration says, with some of its hosts and on a port that the kernel chooses. */
export async function labConfig(
  hosts: readonly string[],
): Promise<Record<string, unknown> & { hosts: LabHostConfig[] }> {
  const lab = parse(await readFile(configPath, 'utf8')) as { hosts: LabHostConfig[]; store?: unknown };
  const { store: _inMemory, ...common } = lab;
  return {
    ...common,
    hosts: lab.hosts.filter(({ name }) => hosts.includes(name)),
    http: { address: '127.0.0.1', port: 0 },
    // As an installation logs: a line for each request is not among what is written then.
    log: { level: 'info' },
  };
}

export interface LabHostConfig {
  readonly name: string;
}

/** The same for a novatuned inside one host, which serves that host without ssh and is reached by its management address. */
export async function insideConfig(host: string): Promise<object> {
  const common = await labConfig([]);
  return {
    ...common,
    auth: { strategy: 'noauth2', allow_noauth_beyond_loopback: true },
    hosts: [{ name: host, transport: 'local', uri: 'qemu:///system', uplink: 'auto' }],
    http: { address: getLabHost(host).address, port: 0 },
  };
}

/** Waits until each server is known and answers. */
export async function waitForServers(url: string, ids: readonly string[], token = 'admin:bench'): Promise<void> {
  const dueAt = performance.now() + startMs;
  for (const id of ids) {
    while (!(await answers(url, id, token))) {
      if (performance.now() > dueAt) throw new Error(`no answer about ${id} within ${startMs} ms`);
      await sleep(20);
    }
  }
}

async function answers(url: string, id: string, token: string): Promise<boolean> {
  const response = await fetch(`${url}/v2.1/servers/${id}/action`, {
    method: 'POST',
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    body: '{"get-cpu-priority": null}',
    signal: AbortSignal.timeout(30_000),
  });
  await response.arrayBuffer();
  return response.status === 200;
}

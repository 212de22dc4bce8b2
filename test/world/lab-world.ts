import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { type LabHostStatus, labStatus, restartGuest } from '../lab/index.ts';
import { Api } from './api.ts';
import { labKernel } from './lab-kernel.ts';
import { resetServers } from './servers-at-start.ts';
import type { World } from './world.ts';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const startTimeoutMs = 60_000;
/** The host with systemd has taken more than a minute while others loaded the machine. */
const lookTimeoutMs = 300_000;

/** The built novatuned as a process of its own, serving the lab over ssh. */
export interface LabWorld extends World {
  /** Everything it has logged, line by line. */
  readonly log: readonly string[];
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Ends it as a crash would; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface LabWorldOptions {
  /** One of its own otherwise. */
  readonly port?: number;
  /** For keys of the lab's configuration. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The only hosts to serve; every host of the lab otherwise. */
  readonly hosts?: readonly string[];
  /** A module that the process loads before novatuned. */
  readonly preload?: URL;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts novatuned on the lab that is up. */
export async function startLabWorld(options: LabWorldOptions = {}): Promise<LabWorld> {
  const lab = await labStatus();
  if (lab === undefined) throw new Error('the lab is down: npm run lab -- up --systemd');
  const { port = 0, hosts, settings, preload, env } = options;
  const served = lab.hosts.filter(({ name }) => hosts?.includes(name) ?? true);
  const { path: config, remove } = await writeConfig(lab.config, served, settings);
  const preloads = preload === undefined ? [] : ['--import', preload.href];
  const child = spawn(process.execPath, [...preloads, main, '--config', config, '--port', String(port)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C in a terminal is for whoever started this, who then stops it.
    detached: true,
  });
  const log: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`novatuned did not listen within ${startTimeoutMs} ms:\n${log.join('\n')}`)),
      startTimeoutMs,
    );
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`novatuned ended with ${code}:\n${log.join('\n')}`));
    });
    createInterface(child.stdout).on('line', (line) => {
      log.push(line);
      const { msg, url: listening } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg !== 'listening' || listening === undefined) return;
      clearTimeout(timer);
      resolve(listening);
    });
  });
  await remove();
  await waitUntilLookedUp(url, served, log).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    log,
    pid: child.pid!,
    kernel: labKernel,
    hardReboot: (server) => restartGuest(server),
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** As `startLabWorld`, on servers that have what they have from their start, and of which nothing is asked: another novatuned sees to that before. */
export async function startCleanLabWorld(): Promise<LabWorld> {
  const before = await startLabWorld();
  await resetServers(new Api(before.url)).finally(() => before.close());
  return startLabWorld();
}

/** The lab's configuration of some hosts with some keys changed, in a file of its own until it is removed. */
async function writeConfig(
  labPath: string,
  served: readonly LabHostStatus[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'novatune-config-'));
  const path = join(folder, 'novatune.yaml');
  const lab = parse(await readFile(labPath, 'utf8')) as { hosts: { name: string }[] };
  const hosts = lab.hosts.filter(({ name }) => served.some((host) => host.name === name));
  await writeFile(path, stringify({ ...lab, hosts, ...settings }));
  return { path, remove: () => rm(folder, { recursive: true }) };
}

/** The host with systemd is slow, and may take longer for its first answer than a start waits. */
async function waitUntilLookedUp(url: string, hosts: readonly LabHostStatus[], log: readonly string[]): Promise<void> {
  const api = new Api(url);
  const dueAt = Date.now() + lookTimeoutMs;
  for (const { id, name } of hosts.flatMap(({ guests }) => guests)) {
    while ((await api.request('GET', `/v2.1/servers/${id}`)).status !== 200) {
      if (Date.now() > dueAt) throw new Error(`novatuned did not find ${name} within ${lookTimeoutMs} ms`);
      await sleep(200);
    }
  }
  while (log.filter((line) => line.includes('"host looked at"')).length < hosts.length) {
    if (Date.now() > dueAt) throw new Error(`novatuned did not look at every host within ${lookTimeoutMs} ms`);
    await sleep(100);
  }
}

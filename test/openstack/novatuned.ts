import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { labStatus } from '../lab/index.ts';
import { cloudPassword, cloudUsers, keystoneUrl, region } from '../lab/openstack/index.ts';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const startTimeoutMs = 60_000;

/** A novatuned of its own, serving the cloud's hosts. */
export interface Novatuned {
  readonly url: string;
  /** Everything it has logged, line by line. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** How novatuned checks the tokens of this cloud. */
export const keystoneAuth = {
  strategy: 'keystone',
  keystone: {
    auth_url: keystoneUrl,
    username: cloudUsers.novatune.name,
    password: cloudPassword,
    project_name: cloudUsers.novatune.project,
    region_name: region,
  },
};

/**
 * Starts the built novatuned on a port of its own, with the lab's hosts and the cloud's Keystone.
 * @param settings top-level keys of its configuration, which replace those
 */
export async function startNovatuned(settings: Readonly<Record<string, unknown>> = {}): Promise<Novatuned> {
  const lab = await labStatus();
  if (!lab?.cloud) throw new Error('the cloud is down: npm run lab -- up --openstack');
  const folder = await mkdtemp(join(tmpdir(), 'novatune-openstack-'));
  const config = join(folder, 'novatune.yaml');
  const common = parse(await readFile(lab.config, 'utf8')) as Record<string, unknown>;
  await writeFile(config, stringify({ ...common, auth: keystoneAuth, ...settings }), { mode: 0o600 });
  const child = spawn(process.execPath, [main, '--config', config, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const log: string[] = [];
  createInterface(child.stderr).on('line', (line) => log.push(line));
  const listening = new Promise<string>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${what}:\n${log.join('\n')}`));
    const timer = setTimeout(() => fail(`novatuned did not listen within ${startTimeoutMs} ms`), startTimeoutMs);
    void ended.then(() => fail('novatuned has ended'));
    createInterface(child.stdout).on('line', (line) => {
      log.push(line);
      const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg === 'listening' && url !== undefined) resolve(url);
    });
    void ended.finally(() => clearTimeout(timer));
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  };
  try {
    return { url: await listening, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const timeoutMs = 180_000;

/** The package as its users have it. */
export interface Installed {
  readonly folder: string;
  /** Where its programs are. */
  readonly bin: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    installed: Installed;
  }
}

/** Packs the repository, with `dist/` as it was built, and installs that into a new folder, which is the caller's to remove. */
export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'novatune-installed-'));
  try {
    const tarball = await pack(folder);
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', '--prefix', folder, ...flags, tarball], { cwd: folder, timeout: timeoutMs });
    // It is compiled at installation, which takes minutes; this clone has compiled the same version.
    const sqlite = 'node_modules/better-sqlite3/build';
    await cp(join(repository, sqlite), join(folder, sqlite), { recursive: true });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, bin: join(folder, 'node_modules/.bin') };
}

/** The path of the tarball that would be published. */
async function pack(folder: string): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: repository, timeout: timeoutMs });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: readonly { path: string }[] }];
  const { bin } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  const wanted = [
    ...Object.values(bin),
    'dist/client/index.js',
    'dist/client/index.d.ts',
    'dist/client/clouds/index.js',
  ];
  const missing = wanted.filter((path) => !packed.files.some((file) => file.path === path));
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}: npm run build`);
  return join(folder, packed.filename);
}

let installed: Installed | undefined;

/** Installs the package before the first test that asks with `inject('installed')`. */
export async function setup({ provide }: TestProject): Promise<void> {
  installed = await installPackage();
  provide('installed', installed);
}

export async function teardown(): Promise<void> {
  if (installed !== undefined) await rm(installed.folder, { recursive: true, force: true });
}

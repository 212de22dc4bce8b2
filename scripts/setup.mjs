/** What every script of a fresh clone needs first: its npm dependencies, Debian packages, and to know whether it is root. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The clone's own folder. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** While this file answers 101, Debian's packages start no service of theirs. @see man 8 invoke-rc.d */
const policyFile = '/usr/sbin/policy-rc.d';

/** Whether this process runs as root. */
export function isRoot() {
  return process.getuid?.() === 0;
}

/** Installs the npm dependencies of this clone if they are missing, or older than the lock file. */
export async function ensureDependencies() {
  const [wanted, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
    (name) => statSync(`${repositoryRoot}/${name}`, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  if (installed >= wanted) return;
  await runWithProgress('Installing the npm dependencies (npm ci)', ['npm', 'ci', '--no-audit', '--no-fund']);
}

/**
 * Installs the Debian packages that are missing.
 * @param {readonly string[]} names
 * @returns {Promise<string[]>} what was installed
 */
export async function ensurePackages(names) {
  const missing = findMissingPackages(names);
  if (missing.length === 0) return [];
  if (!/^ID(_LIKE)?=.*debian/m.test(readOsRelease())) {
    throw new Error(`Cannot install ${missing.join(' ')}: this is no Debian`);
  }
  if (!isRoot()) throw new Error(`Cannot install ${missing.join(' ')}: run this as root`);

  const lockWait = ['-o', 'DPkg::Lock::Timeout=600'];
  await runWithProgress('Updating the package lists (apt-get update)', ['apt-get', ...lockWait, '-q', 'update']);
  const install = ['apt-get', ...lockWait, '-q', '-y', '--no-install-recommends', 'install', ...missing];
  await withoutServiceStarts(() => runWithProgress(`Installing Debian packages: ${missing.join(' ')}`, install));
  return missing;
}

/** @param {readonly string[]} names */
function findMissingPackages(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's own placeholders
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${Status}\n', ...names], { encoding: 'utf8' });
  const lines = (stdout ?? '').split('\n');
  return names.filter((name) => !lines.includes(`${name} install ok installed`));
}

function readOsRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

/** @param {() => Promise<void>} work */
async function withoutServiceStarts(work) {
  const isOurs = !existsSync(policyFile);
  if (isOurs) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (isOurs) rmSync(policyFile);
  }
}

/**
 * @param {string} title
 * @param {readonly string[]} argv
 */
async function runWithProgress(title, [command, ...args]) {
  const startedAt = Date.now();
  const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);
  say(`${title} …`);
  const reminder = setInterval(
    () => say(`  still: ${title} (${Math.round((Date.now() - startedAt) / 1000)} s)`),
    10_000,
  );
  try {
    await runQuietly(command ?? '', args);
  } catch (error) {
    throw new Error(`${title} failed: ${error instanceof Error ? error.message : error}`);
  } finally {
    clearInterval(reminder);
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function runQuietly(command, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(command, args, { cwd: repositoryRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`${command} exited with ${code}\n${output.trim().split('\n').slice(-40).join('\n')}`));
    });
  });
}

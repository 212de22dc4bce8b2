import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRoot } from '../../scripts/setup.mjs';
import { run, runAnyway } from './run.ts';
import { findMountsBelow, removeFolder, unmountBelow } from './state-folder.ts';

if (!isRoot()) console.warn('SKIPPED test/lab/state-folder.test.ts: only root can bind mounts');

describe.skipIf(!isRoot())('the lab’s state folder', () => {
  let scratch: string;
  let state: string;
  let precious: string;

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'novatune-state-folder-'));
    state = `${scratch}/state`;
    // Stands for /sys/fs/cgroup: on the same file system, so that rm's own --one-file-system would not stop at it.
    precious = `${scratch}/precious`;
    await mkdir(`${state}/compute1/a folder/cgroup`, { recursive: true });
    await mkdir(precious);
    await writeFile(`${precious}/canary`, 'alive');
  });

  afterEach(async () => {
    await runAnyway(['umount', `${state}/compute1/a folder/cgroup`]);
    expect(await findMountsBelow(scratch)).toEqual([]);
    await rm(scratch, { recursive: true });
  });

  const bind = () => run(['mount', '--bind', precious, `${state}/compute1/a folder/cgroup`]);

  test('removeFolder refuses while something is mounted below, and has deleted nothing', async () => {
    await bind();

    await expect(removeFolder(state)).rejects.toThrow(`something is mounted on ${state}/compute1/a folder/cgroup`);

    expect(await readFile(`${precious}/canary`, 'utf8')).toBe('alive');
    expect(existsSync(`${state}/compute1`)).toBe(true);
  });

  test('removeFolder deletes the folder once it is unmounted, and what was mounted there lives on', async () => {
    await bind();

    await unmountBelow(state);
    await removeFolder(state);

    expect(existsSync(state)).toBe(false);
    expect(await readFile(`${precious}/canary`, 'utf8')).toBe('alive');
  });

  test('removeFolder refuses when the folder itself is a mount point', async () => {
    await run(['mount', '--bind', precious, state]);
    try {
      await expect(removeFolder(state)).rejects.toThrow('something is mounted');
    } finally {
      await run(['umount', state]);
    }

    expect(await readFile(`${precious}/canary`, 'utf8')).toBe('alive');
  });

  test('removeFolder spares what a host has bound in a mount namespace of its own', async () => {
    const target = `${state}/compute1/a folder/cgroup`;
    const script = 'mount --bind "$0" "$1" && echo bound && exec sleep 30';
    const host = execa('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, precious, target], {
      reject: false,
    });
    await new Promise((resolve) => host.stdout.once('data', resolve));

    await removeFolder(state);
    host.kill('SIGKILL');
    await host;

    expect(existsSync(state)).toBe(false);
    expect(await readFile(`${precious}/canary`, 'utf8')).toBe('alive');
  });

  test('removeFolder is content when there is no folder', async () => {
    await removeFolder(state);
    await removeFolder(state);

    expect(existsSync(state)).toBe(false);
  });
});

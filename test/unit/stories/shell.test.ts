import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Shell } from '../../stories/runner/shell.ts';

let folder: string;
let shell: Shell;
const start = (timeoutMs: number): Shell =>
  new Shell({ cwd: folder, env: { PATH: '/usr/bin:/bin' }, outputFolder: folder, timeoutMs });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novatune-shell-'));
});
afterEach(async () => {
  await shell.end();
  await rm(folder, { recursive: true });
});

test('a command that does not end in time fails with what it has printed', async () => {
  shell = start(1000);

  await expect(shell.run('echo begun; sleep 60')).rejects.toThrow(/did not end within 1 s.*\nbegun$/);
});

test('what a command leaves running does not hold it up, and ends with the shell', async () => {
  shell = start(10_000);
  const [pid] = (await shell.run('sleep 60 & echo $!')).stdout;
  // A zombie has no command line either.
  const commandLine = () => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  expect(await commandLine()).not.toBe('');

  await shell.end();

  await expect.poll(commandLine).toBe('');
});

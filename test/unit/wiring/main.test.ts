import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** Runs novatuned until it ends by itself. */
const run = (...args: string[]) =>
  execa(process.execPath, ['--import', 'tsx', main, ...args], { reject: false, timeout: 20_000 });

function files(config: string, policy: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-main-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'policy.yaml'), policy);
  writeFileSync(
    join(folder, 'novatune.yaml'),
    `driver: fake\nhttp: { port: 0 }\npolicy: { file: ${folder}/policy.yaml }\n${config}`,
  );
  return join(folder, 'novatune.yaml');
}

test('novatuned policy check says who may do what under a configuration', async () => {
  const config = files('bounds: [{ action: set-io-priority, max: 500 }]', 'project_manager_or_admin: role:operator');

  const { exitCode, stdout } = await run('policy', 'check', '--config', config, '--as', 'operator');

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^set-io-priority +yes +500 or less +has the role operator /m);
  expect(stdout).toMatch(/^get-io-priority +no, 403 +lacks the role reader, lacks the role admin /m);
}, 30_000);

test('a policy that has problems is told at once, by policy check as by a start, which does not listen', async () => {
  const config = files('', 'project_manager_or_admin: role\nadmin_api: "rule:nosuch"');

  const [checked, started] = await Promise.all([run('policy', 'check', '-c', config), run('--config', config)]);

  for (const { exitCode, stderr, stdout } of [checked, started]) {
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^novatuned: .*policy\.yaml has 2 problems:\n {2}line 1: .*\n {2}line 2: .* no rule nosuch$/,
    );
  }
}, 30_000);

test('a bound of what has none is told at the start', async () => {
  const { exitCode, stderr } = await run('-c', files('bounds: [{ action: get-io-priority, max: 5 }]', ''));

  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('bounds[0]: get-io-priority takes no number')]);
}, 30_000);

test('a word that is no subcommand is no way to start', async () => {
  const { exitCode, stderr } = await run('--fake', 'nonsense');

  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/too many arguments|unknown command/)]);
}, 30_000);

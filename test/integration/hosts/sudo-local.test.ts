import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { needs } from '../../skip.ts';
import { findRunning } from './find-running.ts';
import { SudoUser } from './sudo-user.ts';

const test = needs(SudoUser.isPossible, `sudo on the machine itself: ${SudoUser.requirement} are needed`);
const program = fileURLToPath(new URL('local-as-user.ts', import.meta.url));

let user: SudoUser;
beforeAll(() => {
  if (SudoUser.isPossible) user = new SudoUser();
});
afterAll(() => user?.remove());

test('LocalTransport of a user who is not root leaves nothing running that sudo has started', async () => {
  const seconds = String(600 + Math.random());
  user.allow(`novatune ALL=(root) NOPASSWD: /usr/bin/sleep ${seconds}\n`);
  const asUser = ['--reuid', user.name, '--regid', user.name, '--clear-groups'];
  const node = [process.execPath, '--import', 'tsx', program, seconds];
  const answer = execFileSync('setpriv', [...asUser, ...node], { encoding: 'utf8', timeout: 50_000 });

  expect(JSON.parse(answer)).toEqual({
    user: Number(execFileSync('id', ['-u', user.name], { encoding: 'utf8' })),
    timedOut: 'timeout',
    killed: Array(40).fill('ended'),
    closed: 'ended',
  });
  await vi.waitFor(() => expect(findRunning(seconds)).toEqual([]), { timeout: 8000 });
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest';
import { sampleServers } from '../../src/fake/servers.ts';
import { needs } from '../skip.ts';
import { startFakeWorld } from '../world/fake-world.ts';
import type { World } from '../world/world.ts';
import { TypedShell } from './typed-shell.ts';

const setups = {
  bash: 'source <(novatune completion bash)',
  zsh: 'autoload -Uz compinit\ncompinit -u -D\nsource <(novatune completion zsh)',
};
const { projectId, userId } = sampleServers[0]!;

let world: World;
let folder: string;
let shell: TypedShell | undefined;
beforeAll(async () => {
  world = await startFakeWorld();
});
afterAll(() => world?.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novatune-completion-'));
});
afterEach(async () => {
  await shell?.end();
  shell = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A shell of a user of the first project; the programs in its `bin` come before the installed ones. */
async function start(name: keyof typeof setups, setup = setups[name]): Promise<TypedShell> {
  const env = {
    PATH: [join(folder, 'bin'), inject('installed').bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    LC_ALL: 'C.UTF-8',
    OS_AUTH_TYPE: 'noauth',
    OS_USER_ID: userId,
    OS_PROJECT_ID: projectId,
    OS_ENDPOINT_OVERRIDE: world.url,
  };
  shell = await TypedShell.start(name, { folder, env, setup });
  return shell;
}

/** Puts a program in the place of `novatune`, but for the script itself. */
async function replaceNovatune(rest: string): Promise<void> {
  const installed = join(inject('installed').bin, 'novatune');
  const program = `#!/bin/bash\n[[ $1 == completion ]] && exec ${installed} "$@"\n${rest}\n`;
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/novatune'), program, { mode: 0o755 });
}

describe.each(['bash', 'zsh'] as const)('at a terminal %s', (name) => {
  const isThere = [name, 'script'].every((program) => existsSync(`/usr/bin/${program}`));
  const testIt = needs(isThere, `completion at a terminal needs ${name} and script`);

  testIt('completes commands, options, their values and files', { timeout: 60_000 }, async () => {
    const terminal = await start(name);
    const lineOf = async (keys: string): Promise<string> => (await terminal.type(keys)).line;
    expect(await lineOf('novatune compl\tz\t')).toBe('novatune completion zsh ');
    expect(await lineOf('novatune help lv-set-c\t')).toBe('novatune help lv-set-cpu-priority ');
    expect(await lineOf('novatune --ins\tlv-get-mem-so\t--al\t-p\t')).toBe(
      'novatune --insecure lv-get-mem-soft-limit --all-projects ',
    );
    expect(await lineOf('novatune list --format=js\t--col\t')).toMatch(/^novatune list --format=json --column[ =]$/);
    expect(await lineOf('novatune list -f y\t')).toBe('novatune list -f yaml ');
    expect(await lineOf('novatune list -fc\t')).toBe('novatune list -fcsv ');
    expect(await lineOf('novatune --os-cacert=/etc/hostn\t')).toBe('novatune --os-cacert=/etc/hostname ');
    expect(await lineOf('novatune list --os-cacert /etc/hostn\t>/etc/hostn\t')).toBe(
      'novatune list --os-cacert /etc/hostname >/etc/hostname ',
    );
  });

  testIt(
    'completes the servers of the project, or for an admin without any of all projects',
    { timeout: 60_000 },
    async () => {
      const terminal = await start(name);
      const lineOf = async (keys: string): Promise<string> => (await terminal.type(keys)).line;
      // On a busy machine the answer may come too late: then the same is typed again.
      const expectLine = (keys: string) => expect.poll(() => lineOf(keys), { timeout: 20_000 });
      await expectLine('novatune lv-get-mem V\t6\t').toBe('novatune lv-get-mem VM6 ');
      await expectLine('novatune tc-set-net-priorities "VM1,VM2,VM4,VM5,V\t').toBe(
        'novatune tc-set-net-priorities "VM1,VM2,VM4,VM5,VM6" ',
      );
      expect(await lineOf('novatune lv-set-mem --all V\t')).toBe('novatune lv-set-mem --all V');
      expect(await lineOf('novatune lv-set-mem VM1 V\t')).toBe('novatune lv-set-mem VM1 V');
      const admin = 'novatune --os-user-id "admin" --os-project-id=operations lv-get-mem ';
      await expectLine(`${admin}VM1,VM2,VM3,VM4,VM5,VM6,V\t`).toBe(`${admin}VM1,VM2,VM3,VM4,VM5,VM6,VM7 `);
    },
  );

  testIt('gives a completed name to the command as it is', { timeout: 60_000 }, async () => {
    const names = ['two words', "it's", 'do$(touch touched)`touch touched`', 'se;touch touched', 'quo"te', 'hi!s\\$'];
    names.push('co:lon=eq', '*glob', '~tilde', '#hash', 'ünï');
    await writeFile(join(folder, 'names'), `${names.join('\n')}\n`);
    await replaceNovatune(`if [[ " $* " == *' list '* ]]; then cat ~/names; else printf '%s\\n' "$2" >> ~/called; fi`);
    const terminal = await start(name);
    for (const first of names) {
      const letter = /^[*~#]/.test(first) ? `\\${first[0]}` : first[0];
      for (const typed of [letter, `VM1,${letter}`, `"VM1,${first[0]}`, `'VM1,${first[0]}`]) {
        await terminal.type(`novatune lv-get-mem ${typed}\t\r`);
      }
    }
    const called = await readFile(join(folder, 'called'), 'utf8');
    expect(called.trim().split('\n')).toEqual(
      names.flatMap((first) => [first, `VM1,${first}`, `VM1,${first}`, `VM1,${first}`]),
    );
    expect(existsSync(join(folder, 'touched'))).toBe(false);
  });

  testIt.each([
    ['an error', 'echo "ERROR (Unauthorized): no" >&2; exit 1'],
    ['no answer for long', 'exec sleep 20'],
  ])('completes no names and prints nothing with %s', { timeout: 60_000 }, async (_, rest) => {
    await replaceNovatune(rest);
    const { line, printed } = await (await start(name)).type('novatune lv-get-mem V\t');
    expect(line).toBe('novatune lv-get-mem V');
    expect(printed).not.toMatch(/ERROR|rror|erminated|not found/);
  });
});

needs(existsSync('/usr/bin/zsh'), 'completion from a file needs zsh')(
  'at a terminal zsh completes with a file in fpath',
  { timeout: 60_000 },
  async () => {
    const file = 'mkdir f; novatune completion zsh > f/_novatune; fpath=(~/f $fpath)';
    const terminal = await start('zsh', `${file}\nautoload -Uz compinit\ncompinit -u -D`);
    expect(await terminal.type('novatune completion z\t')).toMatchObject({ line: 'novatune completion zsh ' });
    await expect
      .poll(async () => (await terminal.type('novatune lv-get-mem VM1,VM2,VM4,VM5,V\t')).line, { timeout: 20_000 })
      .toBe('novatune lv-get-mem VM1,VM2,VM4,VM5,VM6 ');
  },
);

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startFakeWorld } from '../world/fake-world.ts';
import type { World } from '../world/world.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(repository, 'node_modules/typescript/bin/tsc');
const timeoutMs = 60_000;

interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly errors: string;
}

/** A project of its own beside what is installed, with these files. */
async function project(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(inject('installed').folder, name);
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return folder;
}

/** Runs a Node program in a folder to its end. */
function runNode(cwd: string, argv: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd, timeout: timeoutMs }, (error, out, errors) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), out, errors });
    });
  });
}

describe('in a fresh project with the package installed', () => {
  let world: World;
  beforeAll(async () => {
    world = await startFakeWorld();
  });
  afterAll(() => world?.close());

  test('plain Node imports the client, and it gives VM1 400 shares', async () => {
    const folder = await project('plain-node', {
      'main.mjs': `
        import { CloudError, connect } from 'novatune';
        const cloud = connect({ endpoint: process.argv[2], token: 'admin:operations' });
        const answer = await cloud.setCpuPriority('VM1', { share: 400 });
        const error = await cloud.setCpuPriority('VM1', { share: 1 }).catch((reason) => reason);
        console.log(JSON.stringify([answer, error instanceof CloudError, error.status, error.fault]));
      `,
    });

    const ended = await runNode(folder, ['main.mjs', world.url]);

    expect(ended).toMatchObject({ exitCode: 0, errors: '' });
    expect(JSON.parse(ended.out)).toEqual([{ share: 400 }, true, 400, 'badRequest']);
    expect(await world.kernel.cpuShares('VM1')).toBe(400);
  });

  test('the examples run from where they are installed', async () => {
    const { folder } = inject('installed');
    const example = join(folder, 'node_modules/novatune/docs/examples/report-shares.mjs');

    expect((await runNode(folder, [example])).errors).toBe(
      'report-shares: set OS_ENDPOINT_OVERRIDE, OS_USER_ID and OS_PROJECT_ID\n',
    );
  });

  test('nothing but the client, the contract and the package itself can be imported', async () => {
    const folder = await project('inner-parts', {
      'main.mjs': `
        for (const name of process.argv.slice(2))
          await import(name).then(() => console.log('imported'), (error) => console.log(error.code));
      `,
    });

    const { out } = await runNode(folder, ['main.mjs', 'novatune', 'novatune/client', 'novatune/dist/src/main.js']);

    expect(out.trim().split('\n')).toEqual([
      'imported',
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    ]);
  });

  describe.each([
    ['NodeNext', { module: 'NodeNext' }],
    ['NodeNext with Node’s types and without the DOM’s', { module: 'NodeNext', lib: ['ES2023'], types: ['node'] }],
    ['bundler', { module: 'ESNext', moduleResolution: 'bundler' }],
  ])('TypeScript as %s', (name, options) => {
    const compilerOptions = {
      target: 'ES2023',
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
      typeRoots: [join(repository, 'node_modules/@types')],
      ...options,
    };
    const compile = async (text: string): Promise<Ended> => {
      const folder = await project(`compiled-${name.replace(/\W/g, '')}`, {
        'package.json': '{ "type": "module" }',
        'tsconfig.json': JSON.stringify({ compilerOptions, files: ['main.ts'] }),
        'main.ts': text,
      });
      return runNode(folder, [compiler, '-p', folder]);
    };

    test('takes right calls, and knows their answers', { timeout: timeoutMs }, async () => {
      const right = await compile(`
        import { type Cloud, CloudError, type CloudWarning, connect, type Server } from 'novatune';
        const onWarning = ({ text, server, action }: CloudWarning) => { text; server; action; };
        const cloud: Cloud = connect({ endpoint: 'http://cloud.test', token: 'a:b', onWarning, timeoutMs: 5000 });
        export const answer: { share: number } = await cloud.setCpuPriority('VM1', { share: 400 });
        export const servers: Server[] = await cloud.listServers({ signal: AbortSignal.timeout(1000) });
        export const fault = (error: unknown): string => (error instanceof CloudError ? error.fault : '');
      `);

      expect(right).toMatchObject({ out: '', exitCode: 0 });
    });

    test('refuses wrong ones, each at its line', { timeout: timeoutMs }, async () => {
      const wrong = await compile(`import { connect } from 'novatune';
const cloud = connect({ endpoint: 'http://cloud.test', token: 'a:b' });
cloud.setCpuPriority('VM1', { shares: 400 });
cloud.setCpuPriority('VM1', { share: '400' });
cloud.setCpuPriority('VM1');
cloud.setCpuShares('VM1', { share: 400 });
cloud.runAction('VM1', 'set-cpu', { share: 400 });
cloud.getCpuPriority('VM1', { share: 400 });
connect({ endpoint: 'http://cloud.test' });
const text: string = await cloud.getCpuPriority('VM1');
export { text };
`);

      expect(wrong.out.match(/^main\.ts\(\d+/gm)).toEqual([3, 4, 5, 6, 7, 8, 9, 10].map((line) => `main.ts(${line}`));
      expect(wrong.out).toContain("'shares' does not exist in type '{ share: number; for?: string | undefined; }'");
      expect(wrong.exitCode).toBe(2);
    });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folder of src/ → the folders of src/ that it may import, types included. Never back, never sideways. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  http: ['actions', 'allocations', 'identity', 'inventory'],
  allocations: ['actions', 'compute', 'inventory', 'store', 'transport'],
  actions: ['compute', 'identity', 'inventory', 'store', 'transport'],
  inventory: ['compute', 'openstack', 'transport'],
  compute: ['transport'],
  fake: ['transport'],
  identity: ['openstack'],
  openstack: [],
  store: [],
  transport: [],
  config: ['compute'],
  commands: ['hosts-check', 'identity'],
  'hosts-check': ['compute', 'transport'],
};

/** Files directly in src/ that everyone may import; all others there wire the parts, and no folder imports them. */
const leaves = ['exclusive.ts', 'faults.ts', 'joined.ts', 'units.ts'];
const startsPrograms = ['node:child_process', 'child_process', 'execa', 'ssh2'];
const longestFile = 250;

interface Source {
  /** From the folder it was looked for in, such as `actions/cpu.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** Whatever a file imports, exports again or loads later, as it is written there. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function sourcesOf(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?ts$/.test(path))
    .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(join(root, folder, path), 'utf8') }))
    .map((source) => ({ ...source, imports: importsOf(source.text) }));
}

/** The files of src/ that a file of src/ imports. */
function targetsOf({ path, imports }: Source): string[] {
  return imports.filter((name) => name.startsWith('.')).map((name) => join(dirname(path), name));
}

const folderOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);

const src = sourcesOf('src');
const client = sourcesOf('client').filter(({ path }) => folderOf(path) !== 'generated');
/** Folders of client/ for Node alone → those of them that they may import, and the packages. All else there runs in a browser. */
const onNode: Readonly<Record<string, { folders: readonly string[]; packages?: readonly string[] }>> = {
  cli: { folders: ['cli', 'clouds', 'node'] },
  clouds: { folders: ['clouds', 'node'], packages: ['yaml'] },
  node: { folders: ['node'], packages: [] },
};
const isOnNode = ({ path }: Source): boolean => Object.hasOwn(onNode, folderOf(path) ?? '');
const paths = (sources: readonly Source[]): string[] => sources.map(({ path }) => path);

test('every folder of src/ has its line in the table of who may import whom', () => {
  const folders = new Set(src.map(({ path }) => folderOf(path)).filter((folder) => folder !== undefined));

  expect([...folders].sort()).toEqual(Object.keys(mayImport).sort());
});

describe.each(Object.entries(mayImport))('src/%s/', (folder, allowed) => {
  test(`imports only itself, ${allowed.map((name) => `${name}/, `).join('')}and leaf files`, () => {
    const wrong = src
      .filter(({ path }) => folderOf(path) === folder)
      .flatMap((source) => targetsOf(source).map((target) => ({ from: source.path, target })))
      .filter(({ target }) => ![folder, ...allowed].includes(folderOf(target) ?? '') && !leaves.includes(target));

    expect(wrong).toEqual([]);
  });
});

test('leaf files import nothing of ours but each other', () => {
  const isLeaf = (path: string) => !path.startsWith('.') || leaves.includes(path.replace('./', ''));
  expect(src.filter(({ path, imports }) => leaves.includes(path) && !imports.every(isLeaf))).toEqual([]);
});

test('client/ imports nothing from src/', () => {
  const reachesSrc = ({ path, imports }: Source): boolean =>
    imports.some((name) => name.startsWith('.') && relative('src', join('client', dirname(path), name))[0] !== '.');

  expect(paths(client.filter(reachesSrc))).toEqual([]);
});

test('the client for scripts imports no package and nothing that is for Node alone, so that it runs in a browser', () => {
  const leaves = ({ path, imports }: Source): boolean =>
    imports.some((name) => !name.startsWith('.') || Object.hasOwn(onNode, folderOf(join(dirname(path), name)) ?? ''));

  expect(paths(client.filter((source) => !isOnNode(source) && leaves(source)))).toEqual([]);
});

test.each(Object.entries(onNode))('client/%s/ imports only what it may', (folder, { folders, packages }) => {
  const isAllowed = ({ path }: Source, name: string): boolean => {
    if (!name.startsWith('.')) return packages === undefined || name.startsWith('node:') || packages.includes(name);
    const target = folderOf(join(dirname(path), name)) ?? '';
    return folders.includes(target) || !Object.hasOwn(onNode, target);
  };
  const wrong = client
    .filter(({ path }) => folderOf(path) === folder)
    .flatMap((source) => source.imports.filter((name) => !isAllowed(source, name)).map((name) => [source.path, name]));

  expect(wrong).toEqual([]);
});

test('only transport/ starts programs', () => {
  const starting = src.filter(({ imports }) => imports.some((name) => startsPrograms.includes(name)));

  expect(paths(starting).filter((path) => folderOf(path) !== 'transport')).toEqual([]);
});

test('no program is ever started by way of a shell', () => {
  expect(paths(src.filter(({ text }) => /\bshell\s*:/.test(text)))).toEqual([]);
});

test('only main.ts and the configuration look at the environment', () => {
  const looking = paths(src.filter(({ text }) => /\bprocess\.env\b/.test(text)));

  expect(looking.filter((path) => path !== 'main.ts' && !/^config(\/|\.ts$)/.test(path))).toEqual([]);
});

test('of the client only main.ts and the colours of the command line, and the clouds, look at the environment', () => {
  const looking = paths(client.filter(({ text }) => /\bprocess\.env\b/.test(text)));

  expect(looking.sort()).toEqual(['cli/main.ts', 'cli/output/colour.ts', 'clouds/index.ts']);
});

/** What a file loads at once, types and what is loaded later left out. */
const loadedByItself = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)';/gms)].map(([, name = '']) => name);

test('what the command line loads at each start is commander and its own few files', () => {
  const seen = new Map<string, readonly string[]>();
  const follow = (path: string): void => {
    if (seen.has(path)) return;
    const names = loadedByItself(readFileSync(join(root, 'client', path), 'utf8'));
    seen.set(path, names);
    for (const name of names.filter((each) => each.startsWith('.'))) follow(join(dirname(path), name));
  };

  follow('cli/main.ts');

  const packages = new Set([...seen.values()].flat().filter((name) => !name.startsWith('.')));
  expect([...packages].sort()).toEqual(['commander', 'node:module']);
  expect([...seen.keys()]).toContain('cli/commands/action.ts');
  expect([...seen.keys()]).not.toContain('cli/act.ts');
  expect([...seen.keys()].filter((path) => !['cli', 'generated'].includes(folderOf(path) ?? ''))).toEqual([]);
});

test('nothing is exported by default', () => {
  expect(paths([...src, ...client].filter(({ text }) => /^export\s+default\b|\bas default\b/m.test(text)))).toEqual([]);
});

test(`no file of src/ and client/ has more than ${longestFile} lines`, () => {
  expect(paths([...src, ...client].filter(({ text }) => text.split('\n').length - 1 > longestFile))).toEqual([]);
});

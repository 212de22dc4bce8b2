import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type Fields, isObject } from '../answer-shape.ts';
import { SettingsError } from './settings-error.ts';

/** Variables by their names, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where files are looked for. */
export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
}

/** What clouds.yaml and secure.yaml say, the second going before the first. */
export interface CloudsFiles {
  /** The files that there are. */
  readonly paths: readonly string[];
  readonly clouds: ReadonlyMap<string, Fields>;
}

/** In this order, and in each folder. @see openstacksdk openstack/config/loader.py, CONFIG_FILES */
const suffixes = ['yaml', 'yml', 'json'];

/**
 * Reads the first clouds.yaml and the first secure.yaml that there are.
 * @throws {SettingsError} one of them cannot be read, or is no such file
 */
export async function readCloudsFiles(surroundings: Surroundings): Promise<CloudsFiles> {
  const found = [
    await findFile('clouds', 'OS_CLIENT_CONFIG_FILE', surroundings),
    await findFile('secure', 'OS_CLIENT_SECURE_FILE', surroundings),
  ].filter((file) => file !== undefined);
  const clouds = new Map<string, Fields>();
  for (const { path, text } of found)
    for (const [name, cloud] of parseClouds(path, text)) clouds.set(name, mergeClouds(clouds.get(name) ?? {}, cloud));
  return { paths: found.map(({ path }) => path), clouds };
}

interface Found {
  readonly path: string;
  readonly text: string;
}

async function findFile(name: string, variable: string, { env, cwd }: Surroundings): Promise<Found | undefined> {
  const chosen = env[variable];
  if (chosen !== undefined && chosen !== '') {
    const path = resolve(cwd, chosen);
    // To go on to another file could lead to another cloud.
    return { path, text: await readText(path, ` of ${variable}`) };
  }
  for (const folder of foldersOf({ env, cwd }))
    for (const suffix of suffixes) {
      const path = join(folder, `${name}.${suffix}`);
      const text = await readText(path, '').catch((error) => {
        if (isPassedOver(error.cause)) return undefined;
        throw error;
      });
      if (text !== undefined) return { path, text };
    }
  return undefined;
}

function foldersOf({ env, cwd }: Surroundings): string[] {
  const home = env.HOME || homedir();
  const config = env.XDG_CONFIG_HOME;
  const own = config === undefined || config === '' ? [] : [join(config, 'openstack')];
  return [cwd, ...own, join(home, '.config', 'openstack'), '/etc/openstack'];
}

/** A file that is not there, or is for others, is passed over as openstacksdk does. */
const isPassedOver = ({ code }: NodeJS.ErrnoException): boolean =>
  code !== undefined && ['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(code);

async function readText(path: string, of: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new SettingsError(`Cannot read the file${of}: ${(cause as Error).message}`, { cause });
  }
}

function parseClouds(path: string, text: string): [string, Fields][] {
  const document = parseYaml(path, text);
  if (!isObject(document) || !isObject(document.clouds))
    throw new SettingsError(
      `There is no cloud in '${path}': it takes the key clouds, and below it clouds by their names.`,
    );
  return Object.entries(document.clouds).map(([name, cloud]) => {
    if (isObject(cloud)) return [name, cloud];
    throw new SettingsError(`The cloud '${name}' in '${path}' takes keys with values.`);
  });
}

/** Every value as the text that stands there: a password of digits is none of a number. What a parser says may quote a secret. */
function parseYaml(path: string, text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    customTags: ['null'],
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new SettingsError(`'${path}' is not YAML: see line ${line} (${error.code}).`);
  }
  try {
    return document.toJS();
  } catch {
    throw new SettingsError(`'${path}' is not YAML: it has an alias (*) that leads nowhere, or too many.`);
  }
}

/** The second one goes before the first; under `auth`, key by key. */
function mergeClouds(cloud: Fields, secure: Fields): Fields {
  const auth = isObject(cloud.auth) && isObject(secure.auth) ? { auth: { ...cloud.auth, ...secure.auth } } : {};
  return { ...cloud, ...secure, ...auth };
}

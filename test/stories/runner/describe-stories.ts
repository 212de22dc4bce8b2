import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, inject } from 'vitest';
import { needs } from '../../skip.ts';
import { Api } from '../../world/api.ts';
import { readServers, resetServers } from '../../world/servers-at-start.ts';
import type { World } from '../../world/world.ts';
import { compareLines } from './compare.ts';
import { parseStory, type Story } from './parse-story.ts';
import { commandTimeoutMs, runStory, systemFolders } from './run-story.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));

function readStories(): Story[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort();
  return names.map((name) => parseStory(name.slice(0, -'.txt'.length), readFileSync(join(folder, name), 'utf8')));
}

/** A test for each story that applies where `hasLab` is so, on a world as it is from its start; what needs the lab is left to where there is one. */
export function describeStories(startWorld: () => Promise<World>, { hasLab }: { readonly hasLab: boolean }): void {
  let world: World;
  let api: Api;
  let initial: readonly string[];
  beforeAll(async () => {
    world = await startWorld();
    api = new Api(world.url);
    initial = await readServers(api);
  });
  afterAll(() => world?.close());

  for (const story of readStories().filter((one) => hasLab || !one.needs.includes('lab'))) {
    const missing = story.needs.filter((program) => program !== 'lab' && !isInstalled(program));
    const timeout = (story.steps.length + 2) * commandTimeoutMs;
    needs(missing.length === 0, `${story.name}.txt needs ${missing.join(', ')}`)(
      `${story.name}: ${story.title}`,
      { timeout },
      () => checkStory(story, world, api, initial),
    );
  }
}

const isInstalled = (program: string): boolean => systemFolders.some((path) => existsSync(join(path, program)));

/** Runs a story, which must do what it says and leave the servers as they were; what it left changed does not reach the next one. */
async function checkStory(story: Story, world: World, api: Api, initial: readonly string[]): Promise<void> {
  const failures = await runStory(story, world, inject('installed').bin);
  const changes = compareLines(initial, await readServers(api))?.filter((line) => !line.startsWith(' '));
  if (changes !== undefined) await resetServers(api);
  const texts = failures.map(({ text }) => text);
  if (changes !== undefined) texts.push(['it left servers changed: - before, + after', ...changes].join('\n  '));
  if (texts.length === 0) return;
  const error = new Error(`\n${texts.join('\n\n')}\n`);
  const line = failures[0]?.line ?? story.steps.at(-1)?.line;
  // A reporter then points into the story.
  error.stack = `Error: ${error.message}\n    at story (${join(folder, `${story.name}.txt`)}:${line}:1)`;
  throw error;
}

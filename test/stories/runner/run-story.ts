import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sampleServers } from '../../../src/fake/servers.ts';
import type { World } from '../../world/world.ts';
import { compareOutcome } from './compare.ts';
import { serveKernelCommand } from './kernel-command.ts';
import type { Step, Story } from './parse-story.ts';
import { Shell } from './shell.ts';
import { terminalProgram } from './terminal-command.ts';

/** For each command. */
export const commandTimeoutMs = 60_000;

/** Where a story's other programs are. */
export const systemFolders = ['/usr/local/bin', '/usr/bin', '/bin'];

/** A command that did otherwise than its story says. */
export interface Failure {
  readonly line: number;
  readonly text: string;
}

/** Runs all commands of a story, those behind a failed one too, in an empty folder with the installed programs first in its path. */
export async function runStory(story: Story, world: World, installedBin: string): Promise<Failure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'novatune-story-'));
  const [cwd, home, tools, outputFolder] = ['work', 'home', 'tools', 'output'].map((name) => join(folder, name));
  for (const path of [cwd!, home!, tools!, outputFolder!]) await mkdir(path);
  const kernelCommand = await serveKernelCommand(world.kernel);
  await writeFile(join(tools!, 'kernel'), kernelCommand.program, { mode: 0o755 });
  await writeFile(join(tools!, 'terminal'), terminalProgram, { mode: 0o755 });
  const path = new Set([installedBin, tools, dirname(process.execPath), ...systemFolders]);
  const env = { ...environmentOf(world.url), PATH: [...path].join(':'), HOME: home! };
  const shell = new Shell({ cwd: cwd!, env, outputFolder: outputFolder!, timeoutMs: commandTimeoutMs });
  try {
    return await runSteps(story, shell);
  } finally {
    await shell.end();
    kernelCommand.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a caller's shell has set, and the ids that stories speak of. */
function environmentOf(url: string): Record<string, string> {
  const projects = [...new Set(sampleServers.map(({ projectId }) => projectId))];
  return {
    LC_ALL: 'C.UTF-8',
    OS_AUTH_TYPE: 'noauth',
    OS_USER_ID: 'admin',
    OS_PROJECT_ID: 'operations',
    OS_ENDPOINT_OVERRIDE: url,
    ...Object.fromEntries(sampleServers.map(({ name, id }) => [name, id])),
    ...Object.fromEntries(projects.map((id, index) => [`PROJECT${index + 1}`, id])),
  };
}

async function runSteps({ name, steps }: Story, shell: Shell): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) {
    let complaints: string[] | undefined;
    let isOver = false;
    try {
      complaints = compareOutcome(step, await shell.run(step.command));
    } catch (error) {
      complaints = (error as Error).message.split('\n');
      isOver = true;
    }
    if (complaints !== undefined) failures.push({ line: step.line, text: explain(name, step, complaints) });
    if (isOver) break;
  }
  return failures;
}

function explain(name: string, { line, command }: Step, complaints: readonly string[]): string {
  const indented = complaints.map((complaint) => `  ${complaint}`);
  return [`test/stories/${name}.txt:${line}`, `$ ${command.replaceAll('\n', '\n> ')}`, ...indented].join('\n');
}

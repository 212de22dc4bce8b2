import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sampleServers } from '../../src/fake/servers.ts';
import { labConfig, startNovatuned, waitForServers } from './novatuned.ts';
import { median, rounded, type Spread, spreadOf } from './percentile.ts';
import { firstHost } from './places.ts';
import { guestsOn, type Stage } from './stage.ts';

/** Milliseconds from the start of a process. */
export interface ColdStart {
  /** Until a novatuned with the in-memory driver has answered get-cpu-priority. */
  readonly fake_first_answer_ms: Spread;
  /** The same of one that serves a host of the lab by ssh; null without a lab. */
  readonly lab_first_answer_ms: Spread | null;
  /** Until the end of the command line, and of a Node that does nothing. */
  readonly command_line_ms: Readonly<Record<'node -e 0' | 'novatune --version' | 'novatune list --help', number>>;
}

const built = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const [service, commandLine] = [built('src/main.js'), built('client/cli/main.js')];
const startMs = 30_000;

export async function measureColdStart(stage: Stage): Promise<ColdStart> {
  const rounds = stage.quick ? 3 : 20;
  const commandLineMs = await measureCommandLine(rounds);
  const fake: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    stage.stop.throwIfAborted();
    fake.push(await fakeFirstAnswer());
  }
  const lab = await labFirstAnswers(stage, Math.ceil(rounds / 4));
  return {
    fake_first_answer_ms: spreadOf(fake),
    lab_first_answer_ms: lab === undefined ? null : spreadOf(lab),
    command_line_ms: commandLineMs,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Asked every 2 ms, so that it is known to that when it answers. */
async function fakeFirstAnswer(): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [service, '--fake', '--port', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/v2.1/servers/${sampleServers[0]!.id}/action`;
  const headers = { 'X-Auth-Token': 'admin:bench', 'Content-Type': 'application/json' };
  try {
    while (performance.now() < startedAt + startMs) {
      const answer = await fetch(url, { method: 'POST', headers, body: '{"get-cpu-priority":null}' }).catch(
        () => undefined,
      );
      await answer?.arrayBuffer();
      if (answer?.status === 200) return performance.now() - startedAt;
      await sleep(2);
    }
    throw new Error(`no answer within ${startMs} ms`);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

async function labFirstAnswers(stage: Stage, rounds: number): Promise<number[] | undefined> {
  const server = guestsOn(stage, firstHost)[0];
  if (server === undefined) return undefined;
  const config = await labConfig([firstHost]);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const { url, close } = await startNovatuned({ config });
    try {
      await waitForServers(url, [server.id]);
      times.push(performance.now() - startedAt);
    } finally {
      await close();
    }
  }
  return times;
}

async function measureCommandLine(rounds: number): Promise<ColdStart['command_line_ms']> {
  const ways = {
    'node -e 0': ['-e', '0'],
    'novatune --version': [commandLine, '--version'],
    'novatune list --help': [commandLine, 'list', '--help'],
  } as const;
  const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = -1; round < rounds * 2; round += 1)
    for (const [name, args] of Object.entries(ways)) {
      const ms = await run(args);
      if (round >= 0) times.get(name)!.push(ms);
    }
  return Object.fromEntries(
    [...times].map(([name, ms]) => [name, rounded(median(ms))]),
  ) as ColdStart['command_line_ms'];
}

async function run(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - startedAt;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../../../src/store/sqlite.ts';
import type { Change, Outcome, Store } from '../../../src/store/store.ts';
import { where } from '../../store/changes.ts';
import { Model } from '../../store/model.ts';

const program = fileURLToPath(new URL('../../store/storm-process.ts', import.meta.url));
const endsBeforeKill = 150;
const servers = Array.from({ length: 8 }, (_, index) => `server-${index}`);

interface Acknowledged {
  readonly id: number;
  readonly serverId: string;
  readonly outcome: Outcome;
}

let folder: string;
let storm: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novatune-store-'));
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true });
});

async function kill(): Promise<void> {
  if (storm?.exitCode !== null || storm.signalCode !== null) return;
  storm.kill('SIGKILL');
  await once(storm, 'exit');
}

function startStorm(file: string): ChildProcess {
  storm = spawn(process.execPath, ['--import', 'tsx', program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  return storm;
}

/** Runs a storm until it has acknowledged so many ends, and kills it; all that it had acknowledged. */
async function runStorm(file: string): Promise<Acknowledged[]> {
  const storm = startStorm(file);
  const acknowledged: Acknowledged[] = [];
  for await (const line of createInterface({ input: storm.stdout! })) {
    acknowledged.push(JSON.parse(line));
    if (acknowledged.length === endsBeforeKill) storm.kill('SIGKILL');
  }
  await kill();
  return acknowledged;
}

async function readHistory(store: Store): Promise<Change[]> {
  const pages = await Promise.all(servers.map((id) => store.listChanges(id, { limit: 100_000, before: undefined })));
  return pages.flat().sort((one, other) => one.id - other.id);
}

test('a store whose process is killed has every end that was acknowledged, and nothing half done', {
  timeout: 60_000,
}, async () => {
  const file = join(folder, 'store.db');
  const acknowledged: Acknowledged[] = [];
  for (let round = 1; round <= 3; round += 1) {
    acknowledged.push(...(await runStorm(file)));
    const store = await openSqlite(file);
    const history = await readHistory(store);

    const ends = new Map(history.map(({ id, end }) => [id, end?.outcome]));
    expect(acknowledged.length).toBeGreaterThanOrEqual(round * endsBeforeKill);
    expect(acknowledged.filter(({ id, outcome }) => ends.get(id) !== outcome)).toEqual([]);
    const model = new Model(where);
    for (const change of history) model.apply(change);
    expect(await store.list()).toEqual(model.list());
    for (const id of servers) expect(await store.find(id)).toEqual(model.find(id));
    const underWay = history.filter(({ end }) => end === undefined);
    expect(await store.listAbandoned()).toEqual(underWay.reverse());
    await store.close();
  }
});

test('a file that another process uses is refused, and taken once that was killed', { timeout: 30_000 }, async () => {
  const file = join(folder, 'store.db');
  await once(startStorm(file).stdout!, 'data');

  await expect(openSqlite(file)).rejects.toThrow(
    `Cannot keep what is asked of servers in ${file}: another novatuned uses it`,
  );
  await kill();
  await (await openSqlite(file)).close();
});

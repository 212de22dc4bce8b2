import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../client/index.ts';
import { lookAt, putBack } from '../../demo/put-back.ts';
import { startLabWorld } from '../../test/world/lab-world.ts';
import { runNovatune } from './command-line.ts';
import { Endings } from './endings.ts';
import type { Figure } from './figure.ts';
import { startSizedGuests } from './guests/sized-guests.ts';
import { startRecorder } from './recorder.ts';
import { host, servers } from './servers.ts';
import type { Stage } from './stage.ts';

export interface LabStage extends Stage {
  /** Gives the servers what they had, and ends everything that was started. */
  close(): Promise<void>;
}

export interface StageOptions {
  /** Aborted when the run is interrupted; what puts things back goes on. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Sets the stage for a figure on the lab that is up: its guests, and a novatuned of its own with a store of its own. */
export async function openStage(figure: Figure, { signal, say }: StageOptions): Promise<LabStage> {
  const endings = new Endings();
  try {
    if (figure.guestMemoryMiB !== undefined) await startSizedGuests(figure.guestMemoryMiB, endings);
    const url = await startService(figure, endings);
    await rememberServers(url, endings);
    const novatune = async (...args: readonly string[]) => {
      signal.throwIfAborted();
      return runNovatune(url, args);
    };
    return {
      host,
      novatune,
      say,
      async pause(seconds) {
        await sleep(1000 * seconds, undefined, { signal });
      },
      atEnd: (undo) => endings.add(undo),
      record: () =>
        startRecorder({
          novatune,
          signal,
          began: (sampling) => endings.add(() => sampling.stop().catch(() => undefined)),
        }),
      close: () => endings.run(),
    };
  } catch (error) {
    await endings.run();
    throw error;
  }
}

async function startService({ settings }: Figure, endings: Endings): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'novatune-evaluate-'));
  endings.add(() => rm(folder, { recursive: true }));
  const store = { file: join(folder, 'novatune.sqlite') };
  const world = await startLabWorld({ hosts: [host], settings: { store, ...settings } });
  endings.add(() => world.close());
  return world.url;
}

async function rememberServers(url: string, endings: Endings): Promise<void> {
  const cloud = connect({ endpoint: url, token: 'admin:operations' });
  for (const server of servers) {
    const had = await lookAt(cloud, server);
    endings.add(() => putBack(cloud, server, had));
  }
}

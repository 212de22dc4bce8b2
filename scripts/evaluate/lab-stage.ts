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
import { noteBeginning, noteEnd } from './leftovers.ts';
import { startRecorder } from './recorder.ts';
import { host, servers } from './servers.ts';
import type { Sampling, Stage } from './stage.ts';

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
export async function openStage(figure: Figure, options: StageOptions): Promise<LabStage> {
  const endings = new Endings();
  const close = () => endings.run().then(noteEnd);
  await noteBeginning();
  try {
    const url = await prepare(figure, endings);
    return { ...makeStage(url, endings, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @returns where novatuned listens */
async function prepare(figure: Figure, endings: Endings): Promise<string> {
  if (figure.guestMemoryMiB !== undefined) await startSizedGuests(figure.guestMemoryMiB, endings);
  const url = await startService(figure, endings);
  // Guests of another size are started anew at the end, and have nothing of this then.
  if (figure.guestMemoryMiB === undefined) await rememberServers(url, endings);
  return url;
}

function makeStage(url: string, endings: Endings, { signal, say }: StageOptions): Stage {
  const novatune = async (...args: readonly string[]) => {
    signal.throwIfAborted();
    return runNovatune(url, args);
  };
  const began = (sampling: Sampling<string>) => endings.add(() => sampling.stop().catch(() => undefined));
  return {
    host,
    novatune,
    say,
    pause: (seconds) => sleep(1000 * seconds, undefined, { signal }),
    atEnd: (undo) => endings.add(undo),
    record: () => startRecorder({ novatune, signal, began }),
  };
}

async function startService({ settings }: Figure, endings: Endings): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'novatune-evaluate-'));
  endings.add(() => rm(folder, { recursive: true }));
  const store = { file: join(folder, 'novatune.sqlite') };
  const world = await startLabWorld({ hosts: [host], settings: { store, ...settings } });
  endings.add(() => world.close());
  await noteBeginning(world.pid);
  return world.url;
}

async function rememberServers(url: string, endings: Endings): Promise<void> {
  const cloud = connect({ endpoint: url, token: 'admin:operations' });
  for (const server of servers) {
    const had = await lookAt(cloud, server);
    endings.add(() => putBack(cloud, server, had));
  }
}

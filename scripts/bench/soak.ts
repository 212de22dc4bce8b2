import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { allEnded } from '../../test/lab/all-ended.ts';
import { getLabHost, restartGuest } from '../../test/lab/index.ts';
import { findProcessesIn } from '../../test/lab/namespace-processes.ts';
import { cases } from './cases.ts';
import { putBack, remember } from './keepsake.ts';
import { type Ask, actionPath, LoadGenerator } from './load.ts';
import { labConfig, type Novatuned, startNovatuned, waitForServers } from './novatuned.ts';
import { rounded, slope } from './percentile.ts';
import { type Guest, guestsOn, type Stage } from './stage.ts';

/** Hours of an operator's day in minutes: all actions on two hosts by ssh, while guests are destroyed and created. */
export interface SoakResult {
  readonly seconds: number;
  readonly requests: number;
  /** Answers other than 200, of guests that nothing was done to. */
  readonly errors: Readonly<Record<string, number>>;
  readonly restarts: number;
  /** Answers other than 200 about guests that came and went; 404, 409 and 503 are what there is to say then. */
  readonly refused_meanwhile: Readonly<Record<string, number>>;
  /** Resident memory after the first minute, or the first tenth of a shorter soak, and at the end. */
  readonly memory_mib: { readonly settled: number; readonly end: number; readonly most: number };
  readonly memory_mib_per_minute: number;
  /** Programs that novatuned keeps on the hosts, then and at the end. */
  readonly virsh_sessions: Kept;
  readonly ssh_channels: Kept;
  readonly samples: readonly SoakSample[];
}

export interface Kept {
  readonly settled: number;
  readonly end: number;
}

export interface SoakSample {
  readonly seconds: number;
  readonly memory_mib: number;
  readonly virsh_sessions: number;
  readonly ssh_channels: number;
  readonly requests: number;
}

const hosts = ['compute1', 'compute2'];
const clients = 4;
/** These come and go; no other measurement uses them. */
const coming = ['VM3', 'VM4'] as const;

/** Undefined without a lab of guests that may be restarted: those of a cloud are Nova's. */
export async function measureSoak(stage: Stage): Promise<SoakResult | undefined> {
  if (stage.lab === undefined || stage.lab.cloud !== null) return undefined;
  const guests = hosts.flatMap((host) => guestsOn(stage, host));
  const before = await countOnHosts();
  const service = await startNovatuned({ config: await labConfig(hosts) });
  const load = new LoadGenerator(service.url);
  try {
    await waitForServers(
      service.url,
      guests.map(({ id }) => id),
    );
    const kept = await remember(load, guests);
    try {
      return await new Soak(stage, service, load, guests).run(before);
    } finally {
      await putBack(load, kept);
    }
  } finally {
    await load.close();
    await service.close();
  }
}

interface OnHosts {
  readonly virsh: number;
  readonly channels: number;
}

/** What runs on the hosts: virsh, and the programs that ssh has started. */
async function countOnHosts(): Promise<OnHosts> {
  const pids = (await Promise.all(hosts.map((host) => findProcessesIn(getLabHost(host).namespace)))).flat();
  const processes = pids.flatMap((pid) => {
    const status = readStatus(pid);
    return status === undefined ? [] : [{ pid, ...status }];
  });
  const ofSsh = new Set(processes.filter(({ name }) => name.startsWith('sshd')).map(({ pid }) => pid));
  return {
    virsh: processes.filter(({ name }) => name === 'virsh').length,
    channels: processes.filter(({ name, parent }) => ofSsh.has(parent) && !name.startsWith('sshd')).length,
  };
}

/** Undefined for a process that has ended meanwhile. */
function readStatus(pid: number): { name: string; parent: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return { name: field('Name'), parent: Number(field('PPid')) };
  } catch {
    return undefined;
  }
}

class Soak {
  readonly #samples: SoakSample[] = [];
  readonly #errors: Record<string, number> = {};
  readonly #refused: Record<string, number> = {};
  readonly #startedAt = performance.now();
  readonly #absent = new Set<string>();
  #requests = 0;
  #restarts = 0;
  readonly #stage: Stage;
  readonly #service: Novatuned;
  readonly #load: LoadGenerator;
  readonly #guests: readonly Guest[];

  constructor(stage: Stage, service: Novatuned, load: LoadGenerator, guests: readonly Guest[]) {
    this.#stage = stage;
    this.#service = service;
    this.#load = load;
    this.#guests = guests;
  }

  async run(before: OnHosts): Promise<SoakResult> {
    await allEnded([this.#ask(), this.#restart(), this.#watch(before)]);
    const settledAfter = Math.min(60, this.#stage.soakSeconds / 10);
    const settled = this.#samples.filter(({ seconds }) => seconds >= settledAfter);
    const [first, last] = [settled[0]!, settled.at(-1)!];
    const perSecond = slope(settled.map(({ seconds, memory_mib }) => ({ at: seconds, value: memory_mib })));
    const most = Math.max(...this.#samples.map(({ memory_mib }) => memory_mib));
    return {
      seconds: rounded(this.#seconds()),
      requests: this.#requests,
      errors: this.#errors,
      restarts: this.#restarts,
      refused_meanwhile: this.#refused,
      memory_mib: { settled: first.memory_mib, end: last.memory_mib, most },
      memory_mib_per_minute: rounded(perSecond * 60),
      virsh_sessions: { settled: first.virsh_sessions, end: last.virsh_sessions },
      ssh_channels: { settled: first.ssh_channels, end: last.ssh_channels },
      samples: this.#samples,
    };
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  #isOver(): boolean {
    this.#stage.stop.throwIfAborted();
    return this.#seconds() >= this.#stage.soakSeconds;
  }

  /** Rounds of all actions on all guests, each round as one load. */
  async #ask(): Promise<void> {
    while (!this.#isOver()) {
      for (const guest of this.#guests) await this.#askAbout(guest);
    }
  }

  async #askAbout(guest: Guest): Promise<void> {
    const wasAbsent = this.#absent.has(guest.id);
    const asks = this.#asksAbout(guest);
    const { timesMs, failures } = await this.#load.run({
      clients,
      requests: asks.length * 4,
      ask: (turn) => asks[turn % asks.length]!(turn),
    });
    this.#requests += timesMs.length;
    const into = wasAbsent || this.#absent.has(guest.id) ? this.#refused : this.#errors;
    for (const [status, count] of Object.entries(failures)) into[status] = (into[status] ?? 0) + count;
  }

  #asksAbout({ id, host }: Guest): ((turn: number) => Ask)[] {
    const path = actionPath(id);
    // The second host has no disk weights.
    const there = cases.filter(({ resource }) => host === 'compute1' || resource !== 'disk');
    return there.flatMap(({ get, set }) => [
      () => ({ path, action: get }),
      (turn: number) => ({ path, action: set(turn) }),
    ]);
  }

  async #restart(): Promise<void> {
    const pauseMs = Math.min(20_000, this.#stage.soakSeconds * 100);
    while (!this.#isOver()) {
      const name = coming[this.#restarts % coming.length]!;
      const { id } = this.#stage.lab!.hosts.flatMap(({ guests }) => guests).find((guest) => guest.name === name)!;
      this.#absent.add(id);
      await restartGuest(name);
      this.#restarts += 1;
      // Until it has again what was asked of it.
      await sleep(3000);
      this.#absent.delete(id);
      await sleep(pauseMs);
    }
  }

  async #watch(before: OnHosts): Promise<void> {
    while (!this.#isOver()) {
      await sleep(Math.min(5000, this.#stage.soakSeconds * 50));
      const { virsh, channels } = await countOnHosts();
      this.#samples.push({
        seconds: rounded(this.#seconds()),
        memory_mib: residentMiB(this.#service.pid),
        virsh_sessions: virsh - before.virsh,
        ssh_channels: channels - before.channels,
        requests: this.#requests,
      });
      if (this.#samples.length % 12 === 0) this.#stage.say(`${this.#requests} requests, ${this.#restarts} restarts`);
    }
  }
}

const residentMiB = (pid: number): number =>
  rounded(Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

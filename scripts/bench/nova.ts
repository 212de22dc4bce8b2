import { Client } from 'undici';
import { catalog, cloudUsers, logIn } from '../../test/lab/openstack/index.ts';
import { keystoneAuth } from '../../test/openstack/novatuned.ts';
import { cpuCase } from './cases.ts';
import { actionPath, LoadGenerator } from './load.ts';
import { labConfig, type Novatuned, startNovatuned, waitForServers } from './novatuned.ts';
import { type Spread, spreadOf } from './percentile.ts';
import { firstHost } from './places.ts';
import { guestsOn, type Stage } from './stage.ts';

/** nova-api's nearest action beside ours, both with a token of the same Keystone. */
export interface NovaResult {
  readonly lock_ms: Spread;
  readonly get_ms: Spread;
}

const perRound = 10;

/** `lock` of nova-api and get-cpu-priority of a novatuned that reaches the host by ssh, in turns; undefined without the lab's OpenStack. */
export async function measureNova(stage: Stage): Promise<NovaResult | undefined> {
  const server = guestsOn(stage, firstHost)[0];
  if (!stage.lab?.cloud || server === undefined) return undefined;
  const { token } = await logIn(cloudUsers.admin);
  const config = { ...(await labConfig([firstHost])), auth: keystoneAuth };
  const service = await startNovatuned({ config });
  try {
    return await measure(stage, service, { token, server: server.id });
  } finally {
    await service.close();
  }
}

interface Asked {
  readonly token: string;
  readonly server: string;
}

async function measure(stage: Stage, service: Novatuned, { token, server }: Asked): Promise<NovaResult> {
  await waitForServers(service.url, [server], token);
  const ours = new LoadGenerator(service.url, token);
  const nova = new NovaLock(token, server);
  const [lockMs, getMs]: [number[], number[]] = [[], []];
  try {
    for (let round = -2; round < (stage.quick ? 15 : 60); round += 1) {
      stage.stop.throwIfAborted();
      const locks = await nova.lockAndUnlock(perRound);
      const ask = () => ({ path: actionPath(server), action: cpuCase.get });
      const { timesMs, failures } = await ours.run({ clients: 1, requests: perRound, ask });
      if (Object.keys(failures).length > 0) throw new Error(`get-cpu-priority: ${JSON.stringify(failures)}`);
      if (round < 0) continue;
      lockMs.push(...locks);
      getMs.push(...timesMs);
    }
  } finally {
    await nova.close();
    await ours.close();
  }
  return { lock_ms: spreadOf(lockMs), get_ms: spreadOf(getMs) };
}

/** Locks and unlocks one server over a connection that stays open; a lock is what is timed. */
class NovaLock {
  readonly #client: Client;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(token: string, server: string) {
    const { origin, pathname } = new URL(catalog.nova.url);
    this.#client = new Client(origin, { headersTimeout: 30_000, bodyTimeout: 30_000 });
    this.#path = `${pathname.replace(/\/$/, '')}/servers/${server}/action`;
    this.#headers = { 'x-auth-token': token, 'content-type': 'application/json' };
  }

  async lockAndUnlock(times: number): Promise<number[]> {
    const lockMs: number[] = [];
    for (let done = 0; done < times; done += 1) {
      const askedAt = performance.now();
      await this.#act('lock');
      lockMs.push(performance.now() - askedAt);
      await this.#act('unlock');
    }
    return lockMs;
  }

  close(): Promise<void> {
    return this.#client.destroy();
  }

  async #act(action: 'lock' | 'unlock'): Promise<void> {
    const body = JSON.stringify({ [action]: null });
    const answer = await this.#client.request({ path: this.#path, method: 'POST', headers: this.#headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 202) throw new Error(`nova-api answers ${answer.statusCode} to ${action}: ${text}`);
  }
}

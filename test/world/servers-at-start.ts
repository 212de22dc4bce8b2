import { type SampleServer, sampleServers } from '../../src/fake/servers.ts';
import type { Api } from './api.ts';

const running = sampleServers.filter((server) => server.running);
const getters = [
  'get-cpu-priority',
  'get-io-priority',
  'get-net-priority',
  'get-current-memory',
  'get-memory-soft-limit',
];

/** What a server has from its start; the shares are those of its host's cgroup version. */
function resettersOf({ host, memoryMiB, balloonDriver }: SampleServer): readonly object[] {
  return [
    { 'set-cpu-priority': { share: host === 'compute3' ? 100 : 1024 } },
    { 'set-io-priority': { weight: 100 } },
    { 'reset-net-priority': null },
    ...(balloonDriver ? [{ 'set-current-memory': { memory: memoryMiB } }] : []),
    { 'set-memory-soft-limit': { memory_limit: -1 } },
  ];
}

/** What every running server has, a line for each number. */
export async function readServers(api: Api): Promise<string[]> {
  const read = async ({ name }: SampleServer): Promise<string[]> => {
    const lines: string[] = [];
    for (const action of getters) {
      const { status, body } = await api.act(name, { [action]: null });
      lines.push(`${name} ${action}: ${status === 200 ? JSON.stringify(body) : status}`);
    }
    return lines;
  };
  return (await Promise.all(running.map(read))).flat();
}

/** Gives every running server what it has from its start. */
export async function resetServers(api: Api): Promise<void> {
  const reset = async (server: SampleServer): Promise<void> => {
    for (const action of resettersOf(server)) {
      const { status, body } = await api.act(server.name, action);
      const isDone = (status === 200 && (body as { success?: unknown }).success !== 0) || status === 501;
      if (!isDone) throw new Error(`${JSON.stringify(action)} on ${server.name}: ${status} ${JSON.stringify(body)}`);
    }
  };
  await Promise.all(running.map(reset));
}

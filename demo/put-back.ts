import { type Cloud, unlimitedKiB } from '../client/index.ts';

/** What a server has of all that the walk changes. */
export interface Had {
  readonly share: number;
  readonly weight: number;
  readonly memoryMiB: number;
  /** -1 for none. */
  readonly softLimitMiB: number;
  /** -1 for none. */
  readonly prio: number;
}

/** Looks at a server, by the client for scripts. */
export async function lookAt(cloud: Cloud, server: string): Promise<Had> {
  const { share } = await cloud.getCpuPriority(server);
  const { weight } = await cloud.getIoPriority(server);
  const { actual } = await cloud.getCurrentMemory(server);
  const { soft_limit } = await cloud.getMemorySoftLimit(server);
  const { prio } = await cloud.getNetPriority(server);
  const softLimitMiB = soft_limit === unlimitedKiB ? -1 : Math.round(soft_limit / 1024);
  return { share, weight, memoryMiB: Math.round(actual / 1024), softLimitMiB, prio };
}

/** Puts back whatever of a server is not as it was: an error may have ended the walk between a change and its end. */
export async function putBack(cloud: Cloud, server: string, had: Had): Promise<void> {
  const { share, weight, memoryMiB, softLimitMiB, prio } = had;
  const now = await lookAt(cloud, server);
  if (now.share !== share) await cloud.setCpuPriority(server, { share });
  if (now.weight !== weight) await cloud.setIoPriority(server, { weight });
  if (now.softLimitMiB !== softLimitMiB) await cloud.setMemorySoftLimit(server, { memory_limit: softLimitMiB });
  if (now.prio !== prio) await (prio === -1 ? cloud.resetNetPriority(server) : cloud.setNetPriority(server, { prio }));
  if (now.memoryMiB === memoryMiB) return;
  const { success } = await cloud.setCurrentMemory(server, { memory: memoryMiB });
  if (success !== 1) throw new Error(`the guest of ${server} did not take its ${memoryMiB} MiB back`);
}

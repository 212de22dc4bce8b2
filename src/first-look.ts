import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Host } from './compute/host.ts';

const tries = 10;
const firstPauseMs = 1000;
const longestPauseMs = 10_000;

/** Asks a host that has come up what kind it is, so that the first request does not have to, and tells the operator. */
export async function lookAt(host: Host, log: Logger): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      const [traits, leaf] = await Promise.all([host.traits(), host.leaf()]);
      log.info({ host: host.name, ...traits, leaf }, 'host looked at');
      return;
    } catch (error) {
      if (tried === tries) {
        log.warn({ host: host.name, err: error }, 'host could not be looked at; the next request tries again');
        return;
      }
    }
    // A host that is just booting answers its first commands late, and then one after the other.
    await sleep(Math.min(firstPauseMs * 2 ** (tried - 1), longestPauseMs), undefined, { ref: false });
  }
}

import type { Logger } from 'pino';
import type { Metrics } from './http/metrics.ts';
import type { StoreChanged } from './store/watched-engine.ts';

/** What is to be told of a store that is open. */
export interface StoreWatch {
  readonly storeChanged: StoreChanged;
  /** A work that others wait for goes on, and they no longer wait for it. */
  readonly onLockLost: (key: string) => void;
}

/** Tells log and metrics how the store does, which is there when it has been opened: a line when it goes away, and one when it is back. */
export function watchStore(log: Logger, metrics: Metrics): StoreWatch {
  metrics.setStoreUp(true);
  return {
    storeChanged(failure) {
      metrics.setStoreUp(failure === undefined);
      if (failure === undefined) log.info('store answers');
      else log.warn({ err: failure.cause }, 'store is away; trying on');
    },
    onLockLost: (key) =>
      log.warn(
        { lock: key },
        'lock was lost in the middle of a change; another novatuned may have changed the same host',
      ),
  };
}

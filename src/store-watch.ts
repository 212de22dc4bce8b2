import type { Logger } from 'pino';
import type { Metrics } from './http/metrics.ts';
import type { StoreChanged } from './store/watched-engine.ts';

/** Tells log and metrics how the store does, which is there when it has been opened: a line when it goes away, and one when it is back. */
export function watchStore(log: Logger, metrics: Metrics): StoreChanged {
  metrics.setStoreUp(true);
  return (failure) => {
    metrics.setStoreUp(failure === undefined);
    if (failure === undefined) log.info('store answers');
    else log.warn({ err: failure.cause }, 'store is away; trying on');
  };
}

import type { Logger } from 'pino';
import { Fault } from './faults.ts';
import type { NovaApi } from './inventory/nova-api.ts';

/** Tells the operator at the start whether Nova tells novatuned's login what it will be asked for, and not with the first request. */
export async function checkNovaLogin(nova: Pick<NovaApi, 'checkLogin'>, log: Logger): Promise<void> {
  try {
    await nova.checkLogin();
    log.info('Nova answers');
  } catch (error) {
    const cause = error instanceof Fault ? error.cause : error;
    log.warn({ err: cause }, 'Nova cannot be asked for servers; each request tries again');
  }
}

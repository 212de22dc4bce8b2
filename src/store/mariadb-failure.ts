import { setTimeout as sleep } from 'node:timers/promises';

/** The database has undone a transaction for another's sake, or another was first: done again it goes well. */
const lostToAnother = ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_DUP_ENTRY', 'ER_CHECKREAD'];
const connectionEnded = [
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_NORMAL_SHUTDOWN',
  'PROTOCOL_CONNECTION_LOST',
];

const mostAttempts = 10;
/** So long a restart of the database may take. */
const patienceMs = 20_000;
const longestDelayMs = 1000;

interface Failure {
  readonly code?: string;
  /** mysql2's word for a connection that is of no use any more. */
  readonly fatal?: boolean;
}

const isLostToAnother = (error: unknown): boolean => lostToAnother.includes((error as Failure).code ?? '');

/** Whether a statement's fate is not known, or it never got to the database. */
const isCutOff = (error: unknown): boolean => {
  const { code = '', fatal } = error as Failure;
  return fatal === true || connectionEnded.includes(code);
};

/** It answers, and can do nothing for now. */
const overloaded = [
  'ER_CON_COUNT_ERROR',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_STATEMENT_TIMEOUT',
];

/** Whether a failure is the database's or the network's, and may be gone the next time. */
export const isAway = (error: unknown): boolean =>
  isCutOff(error) || isLostToAnother(error) || overloaded.includes((error as Failure).code ?? '');

export interface Patience {
  /** Whether the work may be done again although it may have been done. */
  readonly repeatable: boolean;
}

/** Does a transaction again where another got in its way, and where the database was away for a short while. */
export async function patiently<T>({ repeatable }: Patience, work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isWorthAnother = isLostToAnother(error)
        ? attempt < mostAttempts
        : repeatable && isCutOff(error) && performance.now() < giveUpAt;
      if (!isWorthAnother) throw error;
    }
    // Of two that got in each other's way, one is to be first the next time.
    await sleep(Math.min(longestDelayMs, 10 * 2 ** attempt) * (0.5 + Math.random() / 2));
  }
}

import { createServer } from 'node:net';
import { step } from './progress.ts';
import { waitFor } from './wait-for.ts';

/** In Linux's abstract namespace: the kernel frees the name with the process, so that a killed `up` leaves no lock behind. */
const lockName = '\0novatune-lab';

/** Does the work while no other `up` or `down` of this machine runs. */
export async function withLabLock<T>(work: () => Promise<T>): Promise<T> {
  const release = await step('Waiting for another lab command of this machine to end', () =>
    waitFor('the lab to be free: another lab command is running', tryLock, { timeoutMs: 600_000, intervalMs: 300 }),
  );
  try {
    return await work();
  } finally {
    await release();
  }
}

function tryLock(): Promise<(() => Promise<void>) | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(lockName, () => resolve(() => new Promise<void>((done) => server.close(() => done()))));
  });
}

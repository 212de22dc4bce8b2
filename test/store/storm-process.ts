// Changes several servers at once for as long as it may, and says of each end that it was acknowledged. Its argument is the database.
import { openSqlite } from '../../src/store/sqlite.ts';
import type { ChangeEnd, NewChange } from '../../src/store/store.ts';
import { failure, newChange, successWith, where } from './changes.ts';

/** It is killed long before. */
const endMs = 60_000;
const servers = 8;

const store = await openSqlite(process.argv[2]!);
for (const { id } of await store.listAbandoned()) {
  await store.end(id, { outcome: 'interrupted', after: undefined, reason: 'Killed' });
}
let count = 0;

function nextChange(serverId: string): NewChange {
  count += 1;
  const resource = count % 3 === 0 ? 'memory' : 'cpu';
  const until = count % 4 === 0 ? new Date(Date.now() + (count % 5) * 3) : undefined;
  if (count % 11 === 0) return newChange({ serverId, resource, cause: 'clear', asked: 1024 });
  if (count % 7 === 0) return newChange({ serverId, resource, cause: 'lease-end', asked: 1024 });
  return newChange({ serverId, resource, asked: count, before: count - 1, until });
}

async function keepChanging(serverId: string): Promise<void> {
  for (const endAt = Date.now() + endMs; Date.now() < endAt; ) {
    const change = nextChange(serverId);
    const id = await store.begin(change, where);
    const end: ChangeEnd = count % 6 === 0 ? failure : successWith(change.asked);
    await store.end(id, end);
    // On a pipe this waits until the kernel has it.
    process.stdout.write(`${JSON.stringify({ id, serverId, outcome: end.outcome })}\n`);
    // Others have their turn, so that some are always under way.
    await new Promise(setImmediate);
  }
}

await Promise.all(Array.from({ length: servers }, (_, index) => keepChanging(`server-${index}`)));

// A replica that begins a change, says so, and never ends it. Its argument is where the database is.
import { setTimeout as sleep } from 'node:timers/promises';
import { openMariadb } from '../../../src/store/mariadb.ts';
import { newChange, where } from '../../store/changes.ts';

const store = await openMariadb(JSON.parse(process.argv[2]!));
console.log(await store.begin(newChange(), where));
// It is killed long before.
await sleep(60_000);

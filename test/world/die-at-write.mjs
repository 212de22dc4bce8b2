// Loaded before novatuned by `node --import`: ends the process by SIGKILL right before the nth write that it makes once a first POST has come, or
// tells with SIGUSR2 how many there were. A write is whatever goes to a host, to a caller or to the file of the store.
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';

/** @type {any} */
const Database = createRequire(import.meta.url)('better-sqlite3');

const last = Number(process.env.DIE_AT_WRITE);
let writes = 0;
let isCounting = false;

function aboutToWrite() {
  if (!isCounting) return;
  writes += 1;
  if (writes < last) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

process.on('SIGUSR2', () => process.stdout.write(`${JSON.stringify({ writes })}\n`));

subscribe('http.server.request.start', (message) => {
  const { request } = /** @type {{ request: import('node:http').IncomingMessage }} */ (message);
  if (request.method === 'POST') isCounting = true;
});

const { write } = Socket.prototype;
Socket.prototype.write = function (/** @type {any[]} */ ...args) {
  aboutToWrite();
  return Reflect.apply(write, this, args);
};

const { prepare } = Database.prototype;
/** @param {string} sql */
Database.prototype.prepare = function (sql) {
  const statement = Reflect.apply(prepare, this, [sql]);
  if (/^\s*(select|begin)/i.test(sql)) return statement;
  for (const name of ['run', 'all']) {
    const original = statement[name];
    statement[name] = (/** @type {any[]} */ ...args) => {
      aboutToWrite();
      return Reflect.apply(original, statement, args);
    };
  }
  return statement;
};

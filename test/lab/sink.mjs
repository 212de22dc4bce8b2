/**
 * The sink of the outside world: takes what guests send over TCP, counts it and throws it away.
 * Arguments: address, port, and the path of a socket on which it tells its counters, `{"10.88.0.11": bytes}`, to whoever connects.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

const [address, port, socketPath = ''] = process.argv.slice(2);

/** @type {Map<string, number>} */
const received = new Map();

const sink = createServer((connection) => {
  const sender = connection.remoteAddress ?? '';
  connection.on('data', (chunk) => received.set(sender, (received.get(sender) ?? 0) + chunk.length));
  connection.on('error', () => connection.destroy());
});
sink.listen(Number(port), address);

// A file of an earlier sink would be in the way.
rmSync(socketPath, { force: true });
const teller = createServer((connection) => {
  connection.on('error', () => connection.destroy());
  connection.end(JSON.stringify(Object.fromEntries(received)));
});
teller.listen(socketPath);

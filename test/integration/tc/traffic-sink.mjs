// Plays the outside world: swallows TCP, and notes the numbers of the UDP packets of each sender, until its standard input closes; then prints
// how many different ones came from each address, and how many the kernel threw away because this process was too slow for them.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const port = 5000;
const seen = new Map();

createServer((socket) => socket.on('error', () => {}).resume()).listen(port);
createSocket('udp4')
  .on('message', (packet, { address }) => {
    if (!seen.has(address)) seen.set(address, new Set());
    seen.get(address).add(packet.readUInt32BE(0));
  })
  .bind(port, () => process.stdout.write('ready\n'));

/** Both lines of /proc/net/snmp that begin with Udp: names, then numbers. */
const overrun = () => {
  const lines = readFileSync('/proc/net/snmp', 'utf8').split('\n');
  const [names = [], values = []] = lines.filter((line) => line.startsWith('Udp: ')).map((line) => line.split(' '));
  return Number(values[names.indexOf('RcvbufErrors')]);
};

process.stdin.resume().on('end', () => {
  const arrived = Object.fromEntries([...seen].map(([address, numbers]) => [address, numbers.size]));
  process.stdout.write(`${JSON.stringify({ arrived, overrun: overrun() })}\n`, () => process.exit(0));
});

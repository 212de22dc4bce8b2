// Plays a guest: fills the uplink with TCP and sends numbered UDP packets beside it, until its standard input closes; then prints how many.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

const [address, everyMs] = process.argv.slice(2);
const port = 5000;

const bulk = connect(port, address);
const block = Buffer.alloc(65_536);
const fill = () => {
  while (bulk.write(block));
};
bulk
  .on('drain', fill)
  .on('connect', fill)
  .on('error', () => {});

const numbered = createSocket('udp4');
let sent = 0;
let refused = 0;
const timer = setInterval(() => {
  const packet = Buffer.alloc(200);
  packet.writeUInt32BE(sent, 0);
  sent += 1;
  numbered.send(packet, port, address, (error) => {
    if (error) refused += 1;
  });
}, Number(everyMs));

process.stdin.resume().on('end', () => {
  clearInterval(timer);
  bulk.destroy();
  numbered.close(() => process.stdout.write(`${sent - refused}\n`, () => process.exit(0)));
});

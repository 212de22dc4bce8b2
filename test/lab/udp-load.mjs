/**
 * Numbered UDP packets, so that every lost one is noticed. Both end when their stdin does, and then write their result.
 *   receive ADDRESS PORT                            {"received": packets, "duplicates": packets}
 *   send ADDRESS PORT PACKETS_PER_SECOND BYTES      {"sent": packets}
 */
import { createSocket } from 'node:dgram';

const [mode, address = '', port, rate, bytes] = process.argv.slice(2);
const socket = createSocket('udp4');

/** @param {() => object} result */
function endWithStdin(result) {
  process.stdin.resume().once('end', () => {
    process.stdout.write(JSON.stringify(result()));
    process.exit();
  });
}

function receive() {
  const seen = new Set();
  let duplicates = 0;
  socket.on('message', (packet) => {
    const number = packet.readUInt32BE(0);
    if (seen.has(number)) duplicates += 1;
    seen.add(number);
  });
  socket.bind(Number(port), address, () => {
    // The kernel's default holds some dozen packets only; what is lost here would look lost on the way.
    socket.setRecvBufferSize(8 * 1024 * 1024);
    process.stdout.write('\n');
  });
  endWithStdin(() => ({ received: seen.size, duplicates }));
}

function send() {
  const packet = Buffer.alloc(Number(bytes));
  const startedAt = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * Number(rate));
    // No more than this at once: a sender that was not scheduled for a while must not make a burst of it.
    for (let left = Math.min(due - sent, 64); left > 0; left -= 1) {
      packet.writeUInt32BE(sent, 0);
      socket.send(Buffer.from(packet), Number(port), address);
      sent += 1;
    }
  }, 1);
  endWithStdin(() => ({ sent }));
}

if (mode === 'send') send();
else receive();

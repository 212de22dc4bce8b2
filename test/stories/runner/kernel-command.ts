import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleServers } from '../../../src/fake/servers.ts';
import type { Kernel, NetClass } from '../../world/world.ts';

const timeoutMs = 10_000;

/** What `kernel` can look at, as it prints it. */
const readers: Readonly<Record<string, (kernel: Kernel, server: string) => Promise<string>>> = {
  cpuShares: async (kernel, server) => String(await kernel.cpuShares(server)),
  softLimitBytes: async (kernel, server) => String((await kernel.softLimitBytes(server)) ?? 'none'),
  ioWeight: async (kernel, server) => String(await kernel.ioWeight(server)),
  memTotalKiB: async (kernel, server) => String(await kernel.memTotalKiB(server)),
  netClass: async (kernel, server) => showNetClass(await kernel.netClass(server)),
};

function showNetClass(netClass: NetClass | undefined): string {
  if (netClass === undefined) return 'none';
  const { classId, preference, rateKbit, ceilKbit } = netClass;
  return `${classId} preference ${preference} rate ${rateKbit}Kbit ceil ${ceilKbit}Kbit`;
}

/**
 * Answers `kernel SERVER WHAT [--below N | --above N]`: what the host or the guest itself says, past novatune. With a bound, waits until the
 * number keeps it, and prints the bound.
 */
export async function runKernelCommand(
  kernel: Kernel,
  [nameOrId, what = '', option, bound]: readonly string[],
): Promise<string> {
  const server = sampleServers.find(({ name, id }) => nameOrId === name || nameOrId === id);
  if (server === undefined) throw new Error(`there is no server ${nameOrId}`);
  const read = readers[what];
  if (read === undefined) throw new Error(`${what} is none of ${Object.keys(readers).join(', ')}`);
  if (option === undefined) return read(kernel, server.name);
  if (!/^--(below|above)$/.test(option) || !/^\d+$/.test(bound ?? '')) throw new Error(`not --below N, not --above N`);

  const dueAt = Date.now() + timeoutMs;
  const keeps = (value: string): boolean =>
    option === '--below' ? Number(value) < Number(bound) : Number(value) > Number(bound);
  let value = await read(kernel, server.name);
  while (!keeps(value)) {
    const wish = `${option.slice(2)} ${bound}`;
    if (Date.now() > dueAt) throw new Error(`${what} of ${server.name} is still ${value}, not ${wish}`);
    await sleep(200);
    value = await read(kernel, server.name);
  }
  return `${option.slice(2)} ${bound}`;
}

export interface KernelCommand {
  /** The program that a story runs: it sends its arguments here, and prints the answer. */
  readonly program: string;
  close(): void;
}

/** Listens for `kernel` commands. */
export async function serveKernelCommand(kernel: Kernel): Promise<KernelCommand> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    createInterface(socket).once('line', async (line) => {
      const answer = await runKernelCommand(kernel, line.split(' ')).then(
        (text) => `0\n${text}\n`,
        (error: Error) => `1\nkernel: ${error.message}\n`,
      );
      socket.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const program = `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}
printf '%s\\n' "$*" >&3
read -r status <&3
[ "$status" = 0 ] || exec >&2
cat <&3
exit "$status"
`;
  return { program, close: () => server.close() };
}

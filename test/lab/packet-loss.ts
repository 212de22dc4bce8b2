import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { BridgePort } from './bridge-port.ts';
import { outsideNamespace, sinkAddress } from './network.ts';
import { labFile } from './paths.ts';

export interface LossOptions {
  readonly from: BridgePort;
  readonly packetsPerSecond: number;
  /** Of UDP payload; at least the four of the packet's number. */
  readonly payloadBytes?: number;
  /** What happens while packets flow; sending ends when it does. */
  readonly during: () => Promise<unknown>;
}

export interface PacketCount {
  readonly sent: number;
  readonly received: number;
  readonly duplicates: number;
}

const port = '5002';
/** What a queue on the way may still hold when the sender stops. */
const drainMs = 1000;

/** Sends numbered UDP packets from a bridge port to the outside world while something happens, and counts every one. */
export async function countPackets(options: LossOptions): Promise<PacketCount> {
  const { from, packetsPerSecond, payloadBytes = 1000, during } = options;
  const receiver = start(outsideNamespace, ['receive', sinkAddress, port]);
  await once(receiver.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
  const sender = start(from.namespace, ['send', sinkAddress, port, String(packetsPerSecond), String(payloadBytes)]);
  try {
    await during();
  } finally {
    sender.stdin.end();
    await sender;
    await sleep(drainMs);
    receiver.stdin.end();
  }
  const { sent } = JSON.parse((await sender).stdout) as { sent: number };
  const { received, duplicates } = JSON.parse((await receiver).stdout) as { received: number; duplicates: number };
  return { sent, received, duplicates };
}

function start(namespace: string, args: readonly string[]) {
  const enter = [`--net=/run/netns/${namespace}`, '--', process.execPath, labFile('udp-load.mjs')];
  return execa('nsenter', [...enter, ...args], { cwd: '/', timeout: 600_000 });
}

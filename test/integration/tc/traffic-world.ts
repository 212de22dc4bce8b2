import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { execute, mustExecute, namespaceTransport, uniqueName } from './namespace-world.ts';
import type { World } from './world.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const outsideAddress = '10.9.0.1';
const guestAddress = (number: number): string => `10.9.0.${10 + number}`;

export const guestMac = (number: number): string => `fa:16:3e:00:00:0${number}`;

/** What became of the numbered packets. */
export interface Delivery {
  /** By guest. */
  readonly sent: readonly number[];
  readonly arrived: readonly number[];
  /** Reached the far end, which was too slow to take them. */
  readonly overrun: number;
}

/** A host with a bridge, an uplink and guests that fill it, each a network namespace. */
export interface TrafficWorld extends World {
  /** Makes the guests send. */
  start(): void;
  /** Bytes that have left the uplink, frames counted as on the wire (the device's own counter takes a GSO frame for one). */
  sentBytes(): Promise<number>;
  /** Ends the guests' sending and counts what came through. */
  finish(): Promise<Delivery>;
}

function startNode(namespace: string, name: string, ...args: string[]) {
  return execa('ip', ['netns', 'exec', namespace, process.execPath, script(name), ...args], {
    reject: false,
    timeout: 120_000,
  });
}

type Running = ReturnType<typeof startNode>;

async function endOf(process: Running): Promise<string> {
  process.stdin?.end();
  return (
    String((await process).stdout)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}

async function makeNetwork(host: string, outside: string, guests: readonly string[]): Promise<void> {
  await mustExecute(
    ...[host, outside, ...guests].flatMap((name) => [`ip netns add ${name}`, `ip -n ${name} link set lo up`]),
    `ip -n ${host} link add br0 type bridge`,
    `ip -n ${host} link set br0 up`,
    `ip -n ${host} link add uplink type veth peer name eth0 netns ${outside}`,
    `ip -n ${host} link set uplink master br0 up`,
    `ip -n ${outside} address add ${outsideAddress}/24 dev eth0`,
    `ip -n ${outside} link set eth0 up`,
  );
  for (const [index, guest] of guests.entries()) await addGuest(host, guest, index + 1);
}

async function addGuest(host: string, guest: string, number: number): Promise<void> {
  await mustExecute(
    `ip -n ${host} link add g${number} type veth peer name eth0 netns ${guest}`,
    `ip -n ${host} link set g${number} master br0 up`,
    `ip -n ${guest} link set eth0 address ${guestMac(number)} up`,
    `ip -n ${guest} address add ${guestAddress(number)}/24 dev eth0`,
  );
  // A window of 256 KiB fills the link, and keeps what waits in a class to a tenth of a second or two.
  const limit = 'echo 4096 65536 262144 > /proc/sys/net/ipv4/tcp_wmem';
  await execute(['ip', 'netns', 'exec', guest, 'sh', '-c', limit]);
}

/** Makes everything but the traffic. Close it whatever happens. */
export async function trafficWorld(guestCount: number): Promise<TrafficWorld> {
  const name = uniqueName();
  const [host, outside] = [`${name}-h`, `${name}-o`];
  const guests = Array.from({ length: guestCount }, (_, index) => `${name}-g${index + 1}`);
  const senders: Running[] = [];
  const sinks: Running[] = [];
  const close = async () => {
    for (const process of [...senders, ...sinks]) process.kill('SIGKILL');
    await Promise.all([...senders, ...sinks]);
    for (const namespace of [...guests, outside, host]) await execute(['ip', 'netns', 'del', namespace]);
  };
  try {
    await makeNetwork(host, outside, guests);
    const sink = startNode(outside, 'traffic-sink.mjs');
    sinks.push(sink);
    await once(sink.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
    const start = () => {
      senders.push(...guests.map((guest) => startNode(guest, 'traffic-guest.mjs', outsideAddress, '10')));
    };
    return { ...hostOf(host), close, start, finish: () => delivery(senders, sink) };
  } catch (error) {
    await close();
    throw error;
  }
}

function hostOf(host: string): Pick<TrafficWorld, 'transport' | 'device' | 'sentBytes'> {
  const sentBytes = async () => {
    const { stdout } = await execute(['tc', '-n', host, '-s', 'qdisc', 'show', 'dev', 'uplink', 'root']);
    return Number(/ Sent (\d+) bytes/.exec(stdout)?.[1]);
  };
  return { transport: namespaceTransport(host), device: 'uplink', sentBytes };
}

async function delivery(senders: readonly Running[], sink: Running): Promise<Delivery> {
  const sent = (await Promise.all(senders.map(endOf))).map(Number);
  // What the guests have sent last may still wait behind their own TCP.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { arrived, overrun } = JSON.parse(await endOf(sink)) as { arrived: Record<string, number>; overrun: number };
  return { sent, arrived: sent.map((_, index) => arrived[guestAddress(index + 1)] ?? 0), overrun };
}

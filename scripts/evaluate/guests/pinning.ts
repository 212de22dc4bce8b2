import { cpus } from 'node:os';
import { execOnHost } from '../../../test/lab/index.ts';
import { host, servers } from '../servers.ts';

/** The last core, so that all else has the others. */
const core = String(cpus().length - 1);

/** Pins the guests, with all that QEMU does for them, to one core. @returns what undoes it */
export async function pinGuests(): Promise<() => Promise<void>> {
  const before = await Promise.all(servers.map(readPins));
  const undo = async () => {
    for (const [index, server] of servers.entries()) await pin(server, before[index]!);
  };
  try {
    for (const server of servers) await pin(server, { vcpu: core, emulator: core });
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

/** Lists of cores, such as `0-1`. */
interface Pins {
  readonly vcpu: string;
  readonly emulator: string;
}

async function readPins(server: string): Promise<Pins> {
  const vcpu = /^\s*0\s+(\S+)/m.exec(await virsh('vcpupin', server))?.[1];
  const emulator = /^\s*\*:\s+(\S+)/m.exec(await virsh('emulatorpin', server))?.[1];
  if (vcpu === undefined || emulator === undefined) throw new Error(`libvirt does not tell where ${server} runs`);
  return { vcpu, emulator };
}

async function pin(server: string, { vcpu, emulator }: Pins): Promise<void> {
  await virsh('vcpupin', server, '0', vcpu, '--live');
  await virsh('emulatorpin', server, emulator, '--live');
}

async function virsh(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await execOnHost(host, ['virsh', ...args]);
  if (exitCode !== 0) throw new Error(`virsh ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

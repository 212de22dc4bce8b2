import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { planHostCommand } from './host-command.ts';
import { getLabGuest, getLabHost, shellPath } from './lab-hosts.ts';

/** The guest's terminal keeps no more than some thousand characters that nobody has read yet. */
const maxCommandBytes = 2048;

/** The last command given to each guest: the next one waits for it. */
const lastCommands = new Map<string, Promise<unknown>>();

/**
 * Runs a shell command in a guest that runs, without the network: its second serial port is a root shell (busybox).
 * Commands for one guest wait for one another.
 * @returns what the command wrote on stdout and stderr
 * @throws {Error} when it exits with another status than 0, or has not ended in time
 */
export async function runInGuest(name: string, command: string, { timeoutMs = 15_000 } = {}): Promise<string> {
  return runInShell(name, () => openShell(name), command, timeoutMs);
}

/** The same by whatever leads to a guest's shell. */
export async function runInShell(
  name: string,
  open: () => Promise<Duplex>,
  command: string,
  timeoutMs: number,
): Promise<string> {
  const talking = () => talk(name, open, command, timeoutMs);
  const result = (lastCommands.get(name) ?? Promise.resolve()).then(talking);
  lastCommands.set(
    name,
    result.catch(() => undefined),
  );
  return result;
}

async function talk(name: string, open: () => Promise<Duplex>, command: string, timeoutMs: number): Promise<string> {
  const encoded = Buffer.from(command).toString('base64');
  if (encoded.length > maxCommandBytes) throw new Error(`A command for ${name} is longer than its terminal takes`);
  const shell = await open();
  try {
    const nonce = randomBytes(8).toString('hex');
    const answer = readAnswer(shell, nonce, `${name} to end "${command}"`, timeoutMs + 3000);
    // An empty line first: whatever half a line an earlier caller has left ends with it.
    shell.write(`\n${nonce} ${Math.ceil(timeoutMs / 1000)} ${encoded}\n`);
    const { output, status } = await answer;
    if (status !== 0) throw new Error(`"${command}" exited with ${status} in ${name}: ${output.trim()}`);
    return output;
  } finally {
    shell.destroy();
  }
}

/** QEMU serves one connection after another, so processes wait for one another, too. */
async function openShell(name: string): Promise<Duplex> {
  const guest = getLabGuest(name);
  const host = getLabHost(guest.host);
  if (host.kind === 'namespace') {
    const socket = connect(shellPath(guest));
    await once(socket, 'connect');
    return socket;
  }
  const [file = '', ...args] = await planHostCommand(host, ['socat', '-', `UNIX-CONNECT:${shellPath(guest)}`]);
  return talkThrough(file, args);
}

/** A program whose stdin and stdout lead to a shell, as one stream; it ends with the stream. */
export function talkThrough(file: string, args: readonly string[]): Duplex {
  const program = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ writable: program.stdin, readable: program.stdout });
  stream.once('close', () => program.kill());
  return stream;
}

function readAnswer(shell: Duplex, nonce: string, what: string, timeoutMs: number) {
  return new Promise<{ output: string; status: number }>((resolve, reject) => {
    const frame = new RegExp(`BEGIN ${nonce}\\r?\\n([^]*?)END ${nonce} (\\d+)`);
    const timer = setTimeout(() => reject(new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`)), timeoutMs);
    let text = '';
    shell.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const [, output, status] = frame.exec(text) ?? [];
      if (output === undefined) return;
      clearTimeout(timer);
      resolve({ output: Buffer.from(output, 'base64').toString(), status: Number(status) });
    });
    shell.on('error', reject);
    shell.on('close', () => reject(new Error(`The shell's connection closed before ${what}`)));
  });
}

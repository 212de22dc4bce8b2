import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import { type Channel, CommandFailed, type Transport } from '../../src/transport/transport.ts';
import { readShellLine } from './shell-line.ts';
import { newSshKey } from './ssh-key.ts';

/** An sshd on loopback, in this process, with keys of its own: what is run there a transport runs. Its shell knows what an ssh transport writes. */
export class LoopbackSshd {
  readonly folder = mkdtempSync(join(tmpdir(), 'novatune-loopback-sshd-'));
  readonly knownHostsFile = join(this.folder, 'known_hosts');
  readonly keyFile = join(this.folder, 'id_ed25519');
  readonly userKey = newSshKey();
  /** Whatever its shell was told to run. */
  readonly lines: string[] = [];
  readonly #behind: Transport;
  readonly #sockets = new Set<Socket>();
  readonly #open = new Map<number, Channel>();
  readonly #server = createServer((socket) => this.#accept(socket));
  #hostKey = newSshKey();
  #isSilent = false;
  #lastPid = 0;

  private constructor(behind: Transport) {
    this.#behind = behind;
  }

  static async start(behind: Transport): Promise<LoopbackSshd> {
    const sshd = new LoopbackSshd(behind);
    writeFileSync(sshd.keyFile, sshd.userKey.private, { mode: 0o600 });
    await new Promise<void>((resolve) => sshd.#server.listen(0, '127.0.0.1', resolve));
    sshd.know(sshd.hostKey);
    return sshd;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Its public key, as a line of known_hosts has it. */
  get hostKey(): string {
    return this.#hostKey.public;
  }

  know(...keys: string[]): void {
    const lines = keys.map((key) => `[127.0.0.1]:${this.port} ${key}\n`);
    writeFileSync(this.knownHostsFile, lines.join(''));
  }

  /** As a host that was installed anew, or another one at its address. */
  changeHostKey(): void {
    this.#hostKey = newSshKey();
    this.cut();
  }

  /** Ends every connection; new ones are let in. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From here on it answers nothing, on old connections and on new ones. */
  silence(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Answers new connections again. */
  speak(): void {
    this.#isSilent = false;
    this.cut();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).once('close', () => this.#sockets.delete(socket));
    if (this.#isSilent) return;
    const server = new ssh2.Server({ hostKeys: [this.#hostKey.private] }, (client) => this.#serve(client));
    (server as unknown as { injectSocket(socket: Socket): void }).injectSocket(socket);
  }

  #serve(client: Connection): void {
    client.on('error', () => {});
    client.on('authentication', (context) => (this.#lets(context) ? context.accept() : context.reject(['publickey'])));
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        this.lines.push(command);
        void this.#run(command, acceptExec());
      });
    });
  }

  #lets(context: AuthContext): boolean {
    if (context.method !== 'publickey') return false;
    const key = ssh2.utils.parseKey(this.userKey.public);
    if (key instanceof Error || !context.key.data.equals(key.getPublicSSH())) return false;
    return !context.signature || key.verify(context.blob as Buffer, context.signature, context.hashAlgo) === true;
  }

  async #run(line: string, stream: ServerChannel): Promise<void> {
    stream.on('error', () => {});
    const order = readShellLine(line);
    if (order.kind === 'kill') {
      this.#open.get(order.pid)?.kill();
      return end(stream, 0);
    }
    if (!order.wantsPid) return this.#runToEnd(order.argv, stream);
    this.#lastPid += 1;
    const pid = this.#lastPid;
    stream.write(`${pid}\n`);
    const channel = await this.#behind.open(order.argv, {
      onStdout: (text) => void stream.write(text),
      onStderr: (text) => void stream.stderr.write(text),
      onClose: ({ exitCode }) => end(stream, exitCode ?? 1),
    });
    this.#open.set(pid, channel);
    stream.setEncoding('utf8').on('data', (text: string) => channel.write(text));
    stream.on('close', () => channel.kill());
  }

  async #runToEnd(argv: Parameters<Transport['run']>[0], stream: ServerChannel): Promise<void> {
    const input = await readInput(stream);
    try {
      const { stdout, stderr } = await this.#behind.run(argv, { input, timeoutMs: 10_000 as never });
      stream.stderr.write(stderr);
      stream.write(stdout);
      end(stream, 0);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      stream.stderr.write(error.stderr);
      end(stream, error.exitCode ?? 1);
    }
  }
}

function readInput(stream: ServerChannel): Promise<string> {
  let input = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    input += text;
  });
  return new Promise((resolve) => stream.once('end', () => resolve(input)));
}

function end(stream: ServerChannel, exitCode: number): void {
  stream.exit(exitCode);
  stream.end();
}
